using Gova.Data;
using Gova.Data.Moderators;

namespace Gova.Tests.Data.Moderators;

public sealed class ModeratorTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Only_an_online_moderator_can_be_paused()
    {
        var moderator = New();

        Assert.Throws<InvalidTransitionException>(() => moderator.Pause(Now));
        moderator.Start(Now);
        var paused = moderator.Pause(Now);

        Assert.Equal(moderator.Version, paused.Version);
        Assert.Equal(ModeratorStatus.Paused, moderator.Status);
        Assert.Throws<InvalidTransitionException>(() => moderator.Pause(Now));
    }

    [Fact]
    public void The_first_reason_for_approval_only_stays_until_a_person_restores_autonomy()
    {
        var moderator = New();
        var before = moderator.Version;

        Assert.Equal(before + 1, moderator.RequireApproval("30 actions in a minute", Now)!.Version);
        Assert.Null(moderator.RequireApproval("another reason", Now.AddHours(1)));

        Assert.Equal((Now, "30 actions in a minute"), (moderator.ApprovalOnlySince, moderator.ApprovalOnlyReason));
        Assert.Equal(before + 2, moderator.RestoreAutonomy(Now)!.Version);
        Assert.Null(moderator.RestoreAutonomy(Now));
        Assert.Null(moderator.ApprovalOnlySince);
    }

    private static Moderator New() => Moderator.Create(Guid.Empty, "m", null, "discord", "1", "{}", Now);
}
