using Microsoft.Extensions.Options;

namespace Gova.Simulators.Community;

/// <summary>How fast the community talks; adjustable while it does.</summary>
internal sealed class CommunityClock(IOptions<CommunityOptions> options)
{
    public double MessagesPerSecond { get; set; } = options.Value.MessagesPerSecond;
}
