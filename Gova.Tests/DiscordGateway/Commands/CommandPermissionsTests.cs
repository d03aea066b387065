using Gova.DiscordGateway.Commands;
using Gova.DiscordGateway.Discord.Models;
using Gova.Moderation.Policy;

namespace Gova.Tests.DiscordGateway.Commands;

public sealed class CommandPermissionsTests
{
    private static readonly ModeratorConfiguration Configuration = new() { Guidelines = "Be kind to everyone.", ModeratorRoles = ["7"] };

    [Fact]
    public void A_permission_of_Discord_is_enough() => Assert.Null(CommandPermissions.Objection(Member(Permissions.BanMembers), Permissions.BanMembers, null));

    [Fact]
    public void An_administrator_may_everything() =>
        Assert.Null(CommandPermissions.Objection(Member(Permissions.Administrator), Permissions.BanMembers, null));

    [Fact]
    public void A_moderators_role_stands_in_for_the_permission() =>
        Assert.Null(CommandPermissions.Objection(Member(Permissions.None, 7), Permissions.BanMembers, Configuration));

    [Fact]
    public void Without_either_the_missing_permission_is_named()
    {
        var objection = CommandPermissions.Objection(Member(Permissions.KickMembers, 8), Permissions.ModerateMembers, Configuration);

        Assert.Contains("Moderate Members", objection, StringComparison.Ordinal);
    }

    [Fact]
    public void Everyone_may_use_what_needs_no_permission() =>
        Assert.Null(CommandPermissions.Objection(Member(Permissions.None), Permissions.None, null));

    [Fact]
    public void Every_type_of_action_needs_some_permission() =>
        Assert.All(Enum.GetValues<ActionType>(), type => Assert.NotEqual(Permissions.None, CommandPermissions.Of(type)));

    private static InteractionMember Member(Permissions permissions, params long[] roles) =>
        new(new DiscordUser(1), Roles: roles, Permissions: (ulong)permissions);
}
