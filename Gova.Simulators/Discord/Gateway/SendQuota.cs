namespace Gova.Simulators.Discord.Gateway;

/// <summary>A client may send 120 frames in any 60 seconds.</summary>
internal sealed class SendQuota(TimeProvider time)
{
    private const int Limit = 120;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    private readonly Queue<DateTimeOffset> sent = new();

    public void Spend()
    {
        var now = time.GetUtcNow();
        while (sent.TryPeek(out var first) && now - first >= Window)
        {
            sent.Dequeue();
        }

        sent.Enqueue(now);
        if (sent.Count > Limit)
        {
            throw new GatewayCloseException(CloseCode.RateLimited, "You are being rate limited.");
        }
    }
}
