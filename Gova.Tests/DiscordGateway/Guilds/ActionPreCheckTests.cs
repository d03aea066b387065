using System.Runtime.CompilerServices;
using Gova.Data.Accounts;
using Gova.Data.Actions;
using Gova.Data.Moderators;
using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Guilds;
using Gova.Moderation.Policy;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.DiscordGateway.Guilds;

/// <summary>In guild 1 of <see cref="FakeDiscord"/>, where the bot may kick, ban, time out, delete, and manage the server.</summary>
public sealed class ActionPreCheckTests(LocalServices services) : IAsyncLifetime
{
    private const string Owner = "10";
    private const string Ordinary = "50";
    private const string Helper = "51";
    private const string Admin = "52";
    private const string Superior = "53";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    /// <summary>All that there are; what they need can be asked without what they do it with.</summary>
    private static readonly ActionKinds Kinds = new(typeof(IActionKind).Assembly.GetTypes()
        .Where(type => type.IsClass && type.IsAssignableTo(typeof(IActionKind)))
        .Select(type => (IActionKind)RuntimeHelpers.GetUninitializedObject(type)));

    private readonly FakeDiscord _discord = new();
    private TestDatabase _database = null!;
    private Guid _moderator;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(services, Stop);
        await using (var db = _database.CreateContext())
        {
            var user = User.Register("keeper", "keeper@example.org", TimeProvider.System.GetUtcNow());
            var conf = new ModeratorConfiguration { Guidelines = "Be kind to everyone.", ImmuneRoles = ["21"] }.ToJson();
            var moderator = Moderator.Create(user.UserId, "Keeper", null, "discord", "1", conf, TimeProvider.System.GetUtcNow());
            db.AddRange(user, moderator);
            await db.SaveChangesAsync(Stop);
            _moderator = moderator.ModeratorId;
        }

        await _discord.WithConnectionAsync();
        await _discord.TellAsync("GUILD_ROLE_CREATE", """{"guild_id": "1", "role": {"id": "23", "position": 6, "permissions": "0"}}""");
        await _discord.TellAsync("GUILD_ROLE_CREATE", """{"guild_id": "1", "role": {"id": "24", "position": 1, "permissions": "0", "managed": true}}""");
        await _discord.TellAsync("GUILD_ROLE_CREATE", """{"guild_id": "1", "role": {"id": "25", "position": 1, "permissions": "8"}}""");
        foreach (var (user, roles) in new[] { (Ordinary, ""), (Helper, "\"21\""), (Admin, "\"25\""), (Superior, "\"23\""), (Owner, "") })
        {
            await _discord.TellAsync("GUILD_MEMBER_ADD", $$"""{"guild_id": "1", "user": {"id": "{{user}}"}, "roles": [{{roles}}]}""");
        }
    }

    [Theory]
    [InlineData("timeout", Ordinary, null)]
    [InlineData("kick", Ordinary, null)]
    [InlineData("ban", Ordinary, null)]
    [InlineData("ban", Admin, null)]
    [InlineData("timeout", Admin, "Immune member: an administrator.")]
    [InlineData("timeout", Owner, "Immune member: the server's owner.")]
    [InlineData("kick", Owner, "Immune member: the server's owner.")]
    [InlineData("kick", "99", "Immune member: that is this bot itself.")]
    [InlineData("ban", Superior, "Immune member: the highest role is not below the bot's.")]
    [InlineData("delete", Owner, null)]
    [InlineData("delete", Helper, "Immune member: the author has an immune role.")]
    [InlineData("reply", Helper, "Immune member: the author has an immune role.")]
    [InlineData("warn", Helper, "Immune member: the author has an immune role.")]
    [InlineData("unban", Helper, null)]
    [InlineData("remove_timeout", Helper, null)]
    public async Task Who_is_immune_is_refused_before_any_call(string type, string target, string? objection)
    {
        Assert.Equal(objection, await ObjectionAsync(type, target));
        Assert.Empty(_discord.Asked);
    }

    [Theory]
    [InlineData("slow_mode", "Missing permission: Manage Channels.")]
    [InlineData("add_role", "Missing permission: Manage Roles.")]
    [InlineData("pause_invites", null)]
    [InlineData("purge", null)]
    public async Task A_missing_permission_is_named(string type, string? objection) =>
        Assert.Equal(objection, await ObjectionAsync(type, Ordinary, parameters: """{"role_id": "21"}"""));

    [Theory]
    [InlineData("reply", "\"deny\": \"2048\"", "Missing permission: Send Messages.")]
    [InlineData("reply", "\"deny\": \"65536\"", "Missing permission: Read Message History.")]
    [InlineData("delete", "\"deny\": \"8192\"", "Missing permission: Manage Messages.")]
    [InlineData("delete", "\"deny\": \"1024\"", "Missing access: the bot cannot see that channel.")]
    [InlineData("kick", "\"deny\": \"1024\"", null)]
    [InlineData("warn", "\"deny\": \"1024\"", null)]
    [InlineData("notify", "\"deny\": \"2048\"", null)]
    public async Task The_channels_overwrites_count(string type, string deny, string? objection)
    {
        await _discord.TellAsync(
            "CHANNEL_UPDATE", $$"""{"id": "30", "guild_id": "1", "permission_overwrites": [{"id": "20", "type": 0, "allow": "0", {{deny}}}]}""");

        Assert.Equal(objection, await ObjectionAsync(type, Ordinary));
    }

    [Fact]
    public async Task Threads_have_a_right_to_write_of_their_own() =>
        Assert.Equal("Missing permission: Send Messages in Threads.", await ObjectionAsync("reply", Ordinary, channel: 31));

    [Theory]
    [InlineData("21", null)]
    [InlineData("22", "Missing permission: that role is not below the bot's highest one.")]
    [InlineData("24", "That role belongs to an integration: nobody can give or take it.")]
    [InlineData("29", "Unknown role: it was deleted.")]
    public async Task A_role_must_be_one_that_the_bot_can_give(string role, string? objection)
    {
        await _discord.TellAsync("GUILD_ROLE_UPDATE", """{"guild_id": "1", "role": {"id": "20", "position": 5, "permissions": "268435456"}}""");

        Assert.Equal(objection, await ObjectionAsync("add_role", Ordinary, parameters: $$"""{"role_id": "{{role}}"}"""));
    }

    [Fact]
    public async Task A_bot_that_is_timed_out_may_nothing()
    {
        var until = _discord.Clock.GetUtcNow().AddHours(1);
        await _discord.TellAsync(
            "GUILD_MEMBER_UPDATE",
            $$"""{"guild_id": "1", "user": {"id": "99"}, "roles": ["20"], "communication_disabled_until": "{{until:O}}"}""");

        Assert.Equal("Missing permission: Moderate Members.", await ObjectionAsync("timeout", Ordinary));
    }

    [Fact]
    public async Task Roles_that_changed_since_the_decision_count_as_they_are_now()
    {
        Assert.Null(await ObjectionAsync("timeout", Ordinary));

        await _discord.TellAsync("GUILD_MEMBER_UPDATE", $$"""{"guild_id": "1", "user": {"id": "{{Ordinary}}"}, "roles": ["21"]}""");

        Assert.Equal("Immune member: the author has an immune role.", await ObjectionAsync("timeout", Ordinary));
    }

    [Fact]
    public async Task An_undo_asks_for_no_more_than_it_needs()
    {
        await _discord.TellAsync("GUILD_ROLE_UPDATE", """{"guild_id": "1", "role": {"id": "20", "position": 5, "permissions": "0"}}""");

        Assert.Null(await ObjectionAsync("delete", Helper, ActionOrigin.Undo));
        Assert.Equal("Missing permission: Manage Messages.", await ObjectionAsync("delete", Ordinary));
    }

    [Fact]
    public async Task Who_left_is_left_to_Discord()
    {
        await _discord.TellAsync("GUILD_MEMBER_REMOVE", $$"""{"guild_id": "1", "user": {"id": "{{Superior}}"} }""");

        Assert.Null(await ObjectionAsync("ban", Superior));
    }

    [Fact]
    public async Task A_guild_that_is_not_the_bots_is_named_so()
    {
        await _discord.TellAsync("GUILD_DELETE", """{"id": "1"}""");
        _discord.Answers("guilds/1", """{"message": "Missing Access", "code": 50001}""", 403);

        Assert.Equal("Unknown server: the bot is no longer in it.", await ObjectionAsync("kick", Ordinary));
    }

    [Fact]
    public async Task Without_a_model_Discord_decides_unless_somebody_may_be_immune()
    {
        Assert.Null(await InTroubleAsync(ActionOrigin.Undo));
        await Assert.ThrowsAsync<DiscordApiException>(() => InTroubleAsync(ActionOrigin.Policy));
        await _database.ScalarAsync<int>("UPDATE moderators SET conf = conf - 'immune_roles'", Stop);
        Assert.Null(await InTroubleAsync(ActionOrigin.Policy));
    }

    private async Task<string?> InTroubleAsync(ActionOrigin origin)
    {
        await _discord.TellAsync("GUILD_DELETE", """{"id": "1"}""");
        _discord.Answers("guilds/1", "{}", 500);

        var asking = ObjectionAsync("kick", Owner, origin);
        await Eventually.That(
            () =>
            {
                _discord.Clock.Advance(TimeSpan.FromSeconds(1));
                return asking.IsCompleted;
            },
            TimeSpan.FromSeconds(30), "the model is given up");
        return await asking;
    }

    public async ValueTask DisposeAsync()
    {
        _discord.Dispose();
        await _database.DisposeAsync();
    }

    private async Task<string?> ObjectionAsync(
        string type, string target, ActionOrigin origin = ActionOrigin.Policy, long channel = 30, string parameters = "{}")
    {
        var now = _discord.Clock.GetUtcNow();
        var (action, _) = ActionEvent.CreateApproved(
            Guid.NewGuid(),
            new NewAction(_moderator, "discord", 1, type, parameters, origin, target, channel, MessageId: 80), now);
        var check = new ActionPreCheck(
            _discord.Model, Kinds, _discord.Self, new Contexts(_database), _discord.Clock, NullLogger<ActionPreCheck>.Instance);
        return await check.ObjectionAsync(action, Stop);
    }
}
