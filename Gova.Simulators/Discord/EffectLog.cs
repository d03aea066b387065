using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord;

/// <summary>One thing a REST call did; the detail is a role, seconds, a date or a count.</summary>
internal sealed record Effect(
    int Number, string Kind, DateTimeOffset Time, Snowflake? GuildId, Snowflake? ChannelId, Snowflake? TargetId, Snowflake? MessageId, string? Reason, string? Nonce, string? Detail);

/// <summary>Every REST effect in the order of execution, so a test can say that each happened once.</summary>
internal sealed class EffectLog(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly List<Effect> effects = [];

    public void Record(
        string kind, Snowflake? guild = null, Snowflake? channel = null, Snowflake? target = null, Snowflake? message = null, string? reason = null, string? nonce = null,
        string? detail = null)
    {
        lock (gate)
        {
            effects.Add(new Effect(effects.Count + 1, kind, time.GetUtcNow(), guild, channel, target, message, reason, nonce, detail));
        }
    }

    public IReadOnlyList<Effect> After(int number)
    {
        lock (gate)
        {
            return effects[Math.Clamp(number, 0, effects.Count)..];
        }
    }
}
