using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Community;

/// <summary>Who speaks next: one in four members means trouble and the rest does not, as long as they can post at all.</summary>
internal sealed class Crowd(DiscordWorld world, MemberOperations members)
{
    private const ulong TroublemakerEvery = 4;
    private int newcomers;

    public Member? Pick(Guild guild, Channel channel, string label, int pick)
    {
        var able = guild.Members.Values
            .Where(member => !member.User.Bot && member.User.Id != guild.OwnerId && !member.IsTimedOut(world.Now) && PermissionCheck.CanSend(channel, member))
            .Where(member => label == Label.Benign || IsTroublemaker(member))
            .OrderBy(member => member.User.Id)
            .ToList();
        return able.Count == 0 ? null : able[pick % able.Count];
    }

    /// <summary>Somebody new joins, one more troublemaker.</summary>
    public Member Welcome(Guild guild)
    {
        var (username, display) = MemberNames.Of(1_000 + newcomers++);
        var id = world.NextId();
        while (id.Value % TroublemakerEvery != 0)
        {
            id = world.NextId();
        }

        return members.Join(guild, new User(id, username, display));
    }

    private static bool IsTroublemaker(Member member) => member.User.Id.Value % TroublemakerEvery == 0 && member.Roles.Count == 0;
}
