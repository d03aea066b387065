using Gova.DiscordGateway.Commands;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Guilds;

namespace Gova.Tests.DiscordGateway.Commands;

public sealed class StandingTests
{
    private const long Bot = 2;
    private const long Owner = 3;
    private const long Actor = 4;
    private const long Target = 5;
    private const long Low = 10;
    private const long High = 11;

    private static readonly GuildState Guild = new(new DiscordGuild(1, Owner, [new DiscordRole(1), new DiscordRole(Low, 1), new DiscordRole(High, 2)]));

    [Theory]
    [InlineData(Actor, High, Target, Low, null)]
    [InlineData(Actor, Low, Target, 0, null)]
    [InlineData(Actor, High, Target, High, "Their highest role is not below yours.")]
    [InlineData(Actor, Low, Target, High, "Their highest role is not below yours.")]
    [InlineData(Actor, 0, Target, 0, "Their highest role is not below yours.")]
    [InlineData(Owner, 0, Target, High, null)]
    [InlineData(Actor, High, Owner, 0, "Nobody acts on the server's owner.")]
    [InlineData(Actor, High, Actor, High, "You cannot do this to yourself.")]
    [InlineData(Owner, High, Bot, 0, "Gova does not act on itself.")]
    public void Somebody_may_act_on_whom_they_stand_above(long actor, long actorRole, long target, long targetRole, string? objection) =>
        Assert.Equal(objection, Standing.Objection(Guild, Bot, actor, [actorRole], target, [targetRole]));

    [Fact]
    public void Somebody_who_is_no_member_stands_below_everyone() =>
        Assert.Null(Standing.Objection(Guild, Bot, Actor, [], Target, targetRoles: null));
}
