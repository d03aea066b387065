namespace Gova.Api.Features.Webhooks.Delivery;

/// <summary>Section <c>Webhooks</c>.</summary>
internal sealed class WebhookOptions
{
    /// <summary>Lets endpoints be on this machine, over plain HTTP too: for a local run.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>An endpoint that failed for so long is turned off.</summary>
    public TimeSpan DisableAfter { get; set; } = TimeSpan.FromDays(5);

    /// <summary>How long the log tells of what is over.</summary>
    public TimeSpan LogKept { get; set; } = TimeSpan.FromDays(14);
}
