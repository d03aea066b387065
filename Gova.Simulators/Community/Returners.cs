using Gova.Simulators.Discord;
using Gova.Simulators.Discord.World;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Community;

/// <summary>Lets kicked members of the demo server come back after a while, so that it does not run empty.</summary>
internal sealed class Returners(DiscordWorld world, MemberOperations members, EffectLog effects, IOptions<CommunityOptions> options)
{
    private readonly Queue<Effect> waiting = new();
    private int seen;

    public void BringBack(DateTimeOffset now)
    {
        if (options.Value.RejoinAfterSeconds == 0)
        {
            return;
        }

        foreach (var effect in effects.After(seen))
        {
            seen = effect.Number;
            if (effect.Kind == "kick" && effect.GuildId == DemoIds.Guild)
            {
                waiting.Enqueue(effect);
            }
        }

        while (waiting.TryPeek(out var kicked) && (now - kicked.Time).TotalSeconds >= options.Value.RejoinAfterSeconds)
        {
            waiting.Dequeue();
            lock (world.Gate)
            {
                var (guild, user) = (world.Guild(DemoIds.Guild), world.User(kicked.TargetId!.Value));
                if (guild.MemberOf(user) is null && !guild.Bans.ContainsKey(user.Id))
                {
                    members.Join(guild, user);
                }
            }
        }
    }
}
