using Gova.Tests.DiscordGateway.Actions;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;

namespace Gova.Tests.DiscordGateway.Commands.Cards;

/// <summary>Cards in the log channel of the simulated Discord, from the proposal to the end.</summary>
public sealed class ReviewCardTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_action_is_approved_by_its_card_even_after_a_restart()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        var (action, about) = await stage.ProposeAsync(content: "you are *trash* <@1>");
        var card = await stage.CardAsync(action, "⏳");
        Assert.Equal(@"you are \*trash\* \<\@1\>", card["embeds"]![0]!["description"]!.ToString());
        Assert.Equal("Timeout for 10 minutes", CommandStage.Field(card, "Action"));
        Assert.Equal($"https://discord.com/channels/{StoredActions.Guild}/{about.Channel}/{about.Message}", card["embeds"]![0]!["url"]!.ToString());

        await stage.RestartAsync();
        var click = await stage.PressAsync(stage.Staff, Id(card), $"gova:approve:{action:N}");

        Assert.StartsWith("✅ Done: Timeout for 10 minutes", await stage.AnswerAsync(click), StringComparison.Ordinal);
        var done = await stage.CardAsync(action, "✅");
        Assert.Equal(Id(card), Id(done));
        Assert.Equal($"<@{stage.Staff}>", CommandStage.Field(done, "Decided by"));
        Assert.Empty(done["components"]!.AsArray());
        Assert.Single(await stage.EffectsOnAsync(CommandStage.Text(about.Author)));
        Assert.Single(await stage.CardsAsync(action));
    }

    [Fact]
    public async Task A_rejection_asks_for_a_reason_and_the_card_shows_both()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        var (action, about) = await stage.ProposeAsync();
        var card = await stage.CardAsync(action, "⏳");

        var click = await stage.PressAsync(stage.Staff, Id(card), $"gova:reject:{action:N}");
        await Eventually.That(async () => (int?)(await stage.InteractionAsync(click))["callback_type"] == 9, CommandStage.Patience, "the form opens");
        var form = await stage.SubmitFormAsync(click, "only *banter*");

        Assert.StartsWith("✅ Rejected", await stage.AnswerAsync(form), StringComparison.Ordinal);
        var rejected = await stage.CardAsync(action, "🚫");
        Assert.Equal(@"only \*banter\*", CommandStage.Field(rejected, "Why rejected"));
        Assert.Equal($"<@{stage.Staff}>", CommandStage.Field(rejected, "Decided by"));
        Assert.Empty(await stage.EffectsOnAsync(CommandStage.Text(about.Author)));
    }

    [Fact]
    public async Task Of_two_who_click_one_wins_and_the_other_is_told_who_decided()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        var (action, about) = await stage.ProposeAsync();
        var card = await stage.CardAsync(action, "⏳");

        var clicks = await Task.WhenAll(
            stage.PressAsync(stage.Staff, Id(card), $"gova:approve:{action:N}"),
            stage.PressAsync(SimulatorApp.Owner, Id(card), $"gova:approve:{action:N}"));
        var answers = await Task.WhenAll(clicks.Select(stage.AnswerAsync));

        Assert.Single(answers, answer => answer.StartsWith("✅ Done", StringComparison.Ordinal));
        var winner = CommandStage.Field(await stage.CardAsync(action, "✅"), "Decided by");
        Assert.Single(answers, answer => answer.StartsWith($"This was decided before by {winner}", StringComparison.Ordinal));
        Assert.Single(await stage.EffectsOnAsync(CommandStage.Text(about.Author)));
    }

    [Fact]
    public async Task Whoever_lacks_the_permission_or_is_meant_decides_nothing_unless_a_moderators_role_says_so()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        var (action, about) = await stage.ProposeAsync();
        var card = await stage.CardAsync(action, "⏳");
        var stranger = CommandStage.Text((await stage.Stage.SayAsync("hello")).Author);

        foreach (var button in (string[])["approve", "reject"])
        {
            var click = await stage.PressAsync(stranger, Id(card), $"gova:{button}:{action:N}");
            Assert.Contains("Moderate Members", await stage.AnswerAsync(click), StringComparison.Ordinal);
        }

        var (own, _) = await stage.ProposeAsync("kick", "{}", author: stage.Staff);
        var ownCard = await stage.CardAsync(own, "⏳");
        var ownClick = await stage.PressAsync(stage.Staff, Id(ownCard), $"gova:approve:{own:N}");
        Assert.StartsWith("This is about you", await stage.AnswerAsync(ownClick), StringComparison.Ordinal);

        Assert.Equal("awaiting_approval", await StoredActions.StatusAsync(stage.Stage, action));
        Assert.Equal("awaiting_approval", await StoredActions.StatusAsync(stage.Stage, own));
        Assert.Empty(await stage.EffectsOnAsync(CommandStage.Text(about.Author)));
    }

    [Fact]
    public async Task An_action_that_expires_loses_its_buttons()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        var (action, about) = await stage.ProposeAsync();
        await stage.CardAsync(action, "⏳");

        await stage.Stage.Database.ScalarAsync<int>($"UPDATE action_events SET expires_at = now() WHERE action_id = '{action}'", Stop);

        Assert.Empty((await stage.CardAsync(action, "⌛"))["components"]!.AsArray());
        Assert.Empty(await stage.EffectsOnAsync(CommandStage.Text(about.Author)));
    }

    [Fact]
    public async Task A_click_that_comes_too_late_is_told_so_and_changes_nothing()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        await SweepNeverAsync(stage);
        var (action, about) = await stage.ProposeAsync();
        var card = await stage.CardAsync(action, "⏳");
        await stage.Stage.Database.ScalarAsync<int>($"UPDATE action_events SET expires_at = now() WHERE action_id = '{action}'", Stop);

        var click = await stage.PressAsync(stage.Staff, Id(card), $"gova:approve:{action:N}");

        Assert.StartsWith("It is too late", await stage.AnswerAsync(click), StringComparison.Ordinal);
        Assert.Empty(await stage.EffectsOnAsync(CommandStage.Text(about.Author)));
    }

    [Fact]
    public async Task A_card_whose_posting_was_never_recorded_is_found_and_not_posted_again()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        var (action, _) = await stage.ProposeAsync();
        var card = await stage.CardAsync(action, "⏳");
        await Eventually.That(
            async () => await stage.Stage.Database.ScalarAsync<string>("SELECT shown_status FROM review_cards", Stop) is not null,
            CommandStage.Patience, "it is recorded");

        // As a gateway leaves it that dies in between; then somebody decides elsewhere.
        await stage.Stage.Database.ScalarAsync<int>("UPDATE review_cards SET message_id = NULL, shown_status = NULL, failures = 1", Stop);
        await stage.Stage.Database.ScalarAsync<int>("UPDATE action_events SET status = 'rejected'", Stop);

        Assert.Equal(Id(card), Id(await stage.CardAsync(action, "🚫")));
        Assert.Single(await stage.CardsAsync(action));
    }

    [Fact]
    public async Task A_log_channel_that_is_deleted_is_recorded_and_holds_up_no_other_card()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        var (action, _) = await stage.ProposeAsync();
        await stage.CardAsync(action, "⏳");
        using var deleted = await stage.Discord.SendAsync(HttpMethod.Delete, $"/simulator/channels/{stage.LogChannel}");
        deleted.EnsureSuccessStatusCode();

        await stage.Stage.Database.ScalarAsync<int>($"UPDATE action_events SET status = 'rejected' WHERE action_id = '{action}'", Stop);
        await Eventually.That(
            async () => await stage.Stage.Database.ScalarAsync<string>($"SELECT last_error FROM review_cards WHERE action_id = '{action}'", Stop) is { Length: > 0 },
            CommandStage.Patience, "the failure is recorded");

        await stage.ConfigureAsync($$"""{"guidelines": "Be kind to everyone.", "log_channel": "{{stage.Channel}}"}""");
        var (next, _) = await stage.ProposeAsync();
        await Eventually.That(async () => (await stage.CardsAsync(next, stage.Channel)).Count == 1, CommandStage.Patience, "the next card is posted");
    }

    [Fact]
    public async Task What_is_decided_in_the_web_app_shows_on_the_card_with_the_accounts_name()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        var (action, _) = await stage.ProposeAsync();
        await stage.CardAsync(action, "⏳");

        await using (var db = stage.Stage.Database.CreateContext())
        {
            var stored = db.Actions.Single(a => a.ActionId == action);
            stored.Reject(stage.Moderator.UserId, "Not this time.", TimeProvider.System.GetUtcNow());
            await db.SaveChangesAsync(Stop);
        }

        Assert.EndsWith("(web app)", CommandStage.Field(await stage.CardAsync(action, "🚫"), "Decided by"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_that_cannot_be_posted_is_recorded_with_its_reason_and_posted_when_the_log_channel_is_mended()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        await stage.ConfigureAsync("""{"guidelines": "Be kind to everyone.", "log_channel": "4242"}""");
        var (action, _) = await stage.ProposeAsync();
        await Eventually.That(
            async () => await stage.Stage.Database.ScalarAsync<string>($"SELECT last_error FROM review_cards WHERE action_id = '{action}'", Stop) is { Length: > 0 },
            CommandStage.Patience, "the failure is recorded");

        await stage.ConfigureAsync($$"""{"guidelines": "Be kind to everyone.", "log_channel": "{{stage.LogChannel}}"}""");
        // As time would.
        await stage.Stage.Database.ScalarAsync<int>("UPDATE review_cards SET next_attempt_at = now()", Stop);

        await stage.CardAsync(action, "⏳");
        await Eventually.That(
            async () => await stage.Stage.Database.ScalarAsync<string>($"SELECT last_error FROM review_cards WHERE action_id = '{action}'", Stop) is null,
            CommandStage.Patience, "the failure is over");
    }

    [Fact]
    public async Task A_card_does_not_go_to_another_servers_channel()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        using var created = await stage.Discord.SendAsync(
            HttpMethod.Post, "/simulator/guilds", new { id = "900000000000000001", name = "Elsewhere", channels = 1, members = 1 });
        created.EnsureSuccessStatusCode();
        var elsewhere = (await stage.Discord.ReadAsync("/api/v10/guilds/900000000000000001/channels"))[0]!["id"]!.ToString();
        await stage.ConfigureAsync($$"""{"guidelines": "Be kind to everyone.", "log_channel": "{{elsewhere}}"}""");

        var (action, _) = await stage.ProposeAsync();
        await Eventually.That(
            async () => await stage.Stage.Database.ScalarAsync<int>($"SELECT failures FROM review_cards WHERE action_id = '{action}'", Stop) > 0
                && await stage.Stage.Database.ScalarAsync<string>($"SELECT coalesce(last_error, message_id::text) FROM review_cards WHERE action_id = '{action}'", Stop) is not null,
            CommandStage.Patience, "the card was tried");

        Assert.Contains(
            "not in this server",
            await stage.Stage.Database.ScalarAsync<string>($"SELECT last_error FROM review_cards WHERE action_id = '{action}'", Stop) ?? "",
            StringComparison.Ordinal);
        Assert.Empty(await stage.CardsAsync(action, elsewhere));
    }

    /// <summary>What has expired is not marked so before the click.</summary>
    private static async Task SweepNeverAsync(CommandStage stage) => await stage.RestartAsync(null, ("Actions__SweepInterval", "00:10:00"));

    private static string Id(System.Text.Json.Nodes.JsonNode message) => message["id"]!.ToString();
}
