using System.Collections.Frozen;
using System.Globalization;
using Gova.Moderation.Policy;
using Gova.Moderation.Rules;
using Gova.ModerationWorker.Pipeline;

namespace Gova.ModerationWorker.Moderators;

/// <summary>A moderator that is online or paused, ready to judge with. But for what it remembers of messages immutable: a change makes a new one.</summary>
internal sealed class ActiveModerator
{
    private readonly FrozenSet<long>? _channels;

    public ActiveModerator(
        Guid moderatorId, long version, string platform, long guildId, bool isPaused, ModeratorConfiguration configuration,
        bool approvalOnly = false, GlobalBans? globalBans = null, Guid ownerId = default)
    {
        ModeratorId = moderatorId;
        Version = version;
        Platform = platform;
        GuildId = guildId;
        IsPaused = isPaused;
        ApprovalOnly = approvalOnly;
        OwnerId = ownerId;
        Rules = new MessageRules(configuration, globalBans);
        _channels = configuration.Channels.Count == 0
            ? null
            : configuration.Channels.Select(id => unchecked((long)ulong.Parse(id, CultureInfo.InvariantCulture))).ToFrozenSet();
        // The compiled rules hold what is needed of the lists.
        Configuration = configuration with { KeywordRules = [], Rules = new(), Channels = [] };
    }

    public Guid ModeratorId { get; }

    /// <summary>Whose tier limits the messages.</summary>
    public Guid OwnerId { get; }

    public long Version { get; }

    public string Platform { get; }

    public long GuildId { get; }

    /// <summary>Judges, proposes nothing.</summary>
    public bool IsPaused { get; }

    /// <summary>A human decides everything: it acted too much.</summary>
    public bool ApprovalOnly { get; }

    public ModeratorConfiguration Configuration { get; }

    public MessageRules Rules { get; }

    /// <summary>Its community's newest messages; begins anew with a new configuration.</summary>
    public FloodWindow Flood { get; } = new();

    /// <summary>Its community's texts that lately went to a model; begins anew with a new configuration, as verdicts may.</summary>
    public DuplicateMemory Duplicates { get; } = new();

    /// <param name="parentChannelId">Of a thread: who watches its channel watches it too.</param>
    public bool Watches(long channelId, long? parentChannelId) => _channels is null || _channels.Contains(channelId)
        || (parentChannelId is { } parent && _channels.Contains(parent));
}
