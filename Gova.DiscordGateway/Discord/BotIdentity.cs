using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Discord;

/// <summary>Which user we are; asked once. The token itself says nothing reliable.</summary>
internal sealed class BotIdentity(DiscordRestClient rest)
{
    private long _id;

    /// <summary>0 until it is known.</summary>
    public long KnownId => Interlocked.Read(ref _id);

    /// <summary>Discord said it unasked.</summary>
    public void Learn(long id) => Interlocked.Exchange(ref _id, id);

    public async Task<long> GetIdAsync(CancellationToken cancellationToken)
    {
        if (KnownId == 0)
        {
            Learn((await rest.GetCurrentUserAsync(cancellationToken)).Id);
        }

        return KnownId;
    }
}
