namespace Gova.Tests.DiscordGateway.Actions.Crashes;

/// <summary>Dies before a call is sent, or when Discord has executed it and the answer is there unread.</summary>
internal sealed class CrashingCalls(CrashPlan plan) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        plan.Pass();
        var response = await base.SendAsync(request, cancellationToken);
        plan.Pass();
        return response;
    }
}
