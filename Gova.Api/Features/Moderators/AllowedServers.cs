namespace Gova.Api.Features.Moderators;

/// <summary>
/// The servers that may be given a moderator without proof: ids separated by commas, or <c>*</c>. The operator vouches for them.
/// For every other server the owner's linked Discord account must have Manage Server there, because a moderator reads everything
/// that is written in its server.
/// </summary>
internal sealed class AllowedServers(IConfiguration configuration)
{
    public const string Key = "Servers:Allowed";

    private readonly string[] _ids = (configuration[Key] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public bool Contains(string serverId) => _ids.Contains("*") || _ids.Contains(serverId);
}
