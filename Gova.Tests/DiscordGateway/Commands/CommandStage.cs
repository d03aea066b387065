using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gova.AppHost.Local.Processes;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Data.Moderators;
using Gova.Tests.Data;
using Gova.Tests.DiscordGateway.Actions;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;

namespace Gova.Tests.DiscordGateway.Commands;

/// <summary>A running gateway in the demo server, which has a moderator with a log channel, and people who use its commands.</summary>
internal sealed class CommandStage : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string BotId = "100000000000000002";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private ChildProcess? _process;

    private CommandStage(GatewayStage stage, Moderator moderator, JsonNode community)
    {
        (Stage, Moderator) = (stage, moderator);
        var members = community["members"]!.AsArray();
        Staff = members.First(member => member!["roles"]!.AsArray().Any(role => (string)role! == "Moderator"))!["id"]!.ToString();
        var channels = community["channels"]!.AsArray();
        Channel = channels[0]!["id"]!.ToString();
        LogChannel = channels[4]!["id"]!.ToString();
    }

    public GatewayStage Stage { get; }

    public SimulatorApp Discord => Stage.Discord;

    public Moderator Moderator { get; }

    /// <summary>A member with a moderator's role and permissions.</summary>
    public string Staff { get; }

    /// <summary>Where commands are given.</summary>
    public string Channel { get; }

    public string LogChannel { get; }

    public static async Task<CommandStage> CreateAsync(LocalServices services)
    {
        var stage = await GatewayStage.CreateAsync(services);
        var moderator = await Samples.AddModeratorAsync(stage.Database, StoredActions.Guild);
        var commands = new CommandStage(stage, moderator, await stage.Discord.ReadAsync("/simulator/community"));
        await commands.ConfigureAsync($$"""{"guidelines": "Be kind to everyone.", "log_channel": "{{commands.LogChannel}}"}""");
        await commands.StartAsync();
        return commands;
    }

    /// <summary>Starts the gateway and waits until its commands are registered.</summary>
    public async Task StartAsync(params (string Key, string Value)[] settings)
    {
        _process = await Stage.StartAsync(settings);
        await Eventually.That(
            async () =>
            {
                using var response = await Discord.SendAsync(HttpMethod.Get, $"/api/v10/applications/{BotId}/commands");
                return (await response.Content.ReadFromJsonAsync<JsonArray>(Stop))!.Any(command => (string)command!["name"]! == "purge");
            },
            Patience, "the commands are registered");
    }

    /// <param name="meanwhile">What happens while the gateway is dead.</param>
    public async Task RestartAsync(Func<Task>? meanwhile = null, params (string Key, string Value)[] settings)
    {
        await GatewayStage.KillAsync(_process!);
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        await StartAsync(settings);
    }

    public Task ConfigureAsync(string conf) =>
        Stage.Database.ScalarAsync<int>($"UPDATE moderators SET conf = '{conf}' WHERE moderator_id = '{Moderator.ModeratorId}'", Stop);

    /// <summary>Uses a command and returns the interaction's id.</summary>
    public async Task<string> UseAsync(string user, string command, object? options = null, string? target = null, string? focused = null) =>
        await InteractAsync(new
        {
            user_id = user, channel_id = Channel, command, options, target_id = target, focused, allowed_by_staff = true,
        });

    public Task<string> PressAsync(string user, string message, string customId) =>
        InteractAsync(new { user_id = user, message_id = message, custom_id = customId });

    public Task<string> SubmitFormAsync(string opener, string reason) =>
        InteractAsync(new { modal_of = opener, fields = new { reason } });

    /// <summary>The text that the user is shown in the end.</summary>
    public Task<string> AnswerAsync(string interaction) => Eventually.Value(
        async () => (await InteractionAsync(interaction))["original"]?["content"]?.ToString() is { Length: > 0 } text ? text : null,
        Patience, "the interaction is answered");

    public async Task<string> SayAsync(string user, string command, object? options = null) =>
        await AnswerAsync(await UseAsync(user, command, options));

    public Task<JsonNode> InteractionAsync(string interaction) => Discord.ReadAsync($"/simulator/interactions/{interaction}");

    /// <summary>Waits until an action on that user is in the database; commands record theirs before they answer.</summary>
    public Task<ActionEvent> ActionOnAsync(string user) => Eventually.Value(
        () => FindActionAsync(user), Patience, "the action is recorded");

    /// <summary>An action on a member's message that awaits approval, as the worker stores it.</summary>
    public async Task<(Guid Action, (long Message, long Channel, long Author) About)> ProposeAsync(
        string type = "timeout", string parameters = """{"duration": 600}""", string content = "you are trash", string? author = null, int validForSeconds = 86_400)
    {
        var about = await Stage.SayAsync(content, author);
        var evaluation = Samples.Evaluation(Moderator.ModeratorId, about.Message) with
        {
            PlatformUserId = Text(about.Author),
            SeverityScore = 0.8f,
            Context = new JsonObject { ["content"] = content, ["author_name"] = "A member" }.ToJsonString(),
        };
        var draft = new ActionDraft(
            evaluation.EventId, evaluation.CreatedAt, Moderator.ModeratorId, "discord", StoredActions.Guild, about.Channel, about.Message,
            Text(about.Author), type, parameters, ActionStatus.AwaitingApproval, "Insults a member.", null, Samples.Now.AddSeconds(validForSeconds), null);
        await new RecordEvaluations(Stage.Database.DataSource, Stage.Kafka.Topics, TimeProvider.System)
            .ExecuteAsync([evaluation with { Actions = [draft] }], Stop);
        var action = await Stage.Database.ScalarAsync<Guid>(
            $"SELECT action_id FROM action_events WHERE event_id = '{evaluation.EventId}'", Stop);
        return (action, about);
    }

    /// <summary>The card of an action in the log channel, when its title begins like this.</summary>
    public Task<JsonNode> CardAsync(Guid action, string title) => Eventually.Value(
        async () => (await CardsAsync(action)).SingleOrDefault(card => Title(card).StartsWith(title, StringComparison.Ordinal)),
        Patience, $"the card shows: {title}");

    public async Task<IReadOnlyList<JsonNode>> CardsAsync(Guid action, string? channel = null)
    {
        using var response = await Discord.SendAsync(HttpMethod.Get, $"/api/v10/channels/{channel ?? LogChannel}/messages?limit=100");
        var messages = (await response.Content.ReadFromJsonAsync<JsonArray>(Stop))!;
        return [.. messages.Where(message => message!["embeds"]?.AsArray().FirstOrDefault()?["footer"]?["text"]?.ToString().EndsWith($"{action}", StringComparison.Ordinal) == true)!];
    }

    public static string Title(JsonNode card) => card["embeds"]![0]!["title"]!.ToString();

    public static string? Field(JsonNode card, string name) =>
        card["embeds"]![0]!["fields"]!.AsArray().SingleOrDefault(field => field!["name"]!.ToString() == name)?["value"]!.ToString();

    /// <summary>What was done to a member, in order.</summary>
    public async Task<IReadOnlyList<JsonNode>> EffectsOnAsync(string user) =>
        [.. (await Discord.EffectsAsync()).Where(effect => effect!["target_id"]?.ToString() == user)!];

    public static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync() => Stage.DisposeAsync();

    private async Task<ActionEvent?> FindActionAsync(string user)
    {
        await using var db = Stage.Database.CreateContext();
        return db.Actions.Where(action => action.PlatformUserId == user).OrderByDescending(action => action.CreatedAt).FirstOrDefault();
    }

    /// <summary>
    /// Until the interaction is acknowledged. Where a loaded machine misses Discord's 3 seconds, people are told that the
    /// application did not respond, and try again.
    /// </summary>
    private async Task<string> InteractAsync(object gesture)
    {
        JsonNode? interaction = null;
        do
        {
            using var response = await Discord.SendAsync(HttpMethod.Post, "/simulator/interactions", gesture);
            var body = await response.Content.ReadAsStringAsync(Stop);
            Assert.True(response.IsSuccessStatusCode, body);
            var id = JsonNode.Parse(body)!["id"]!.ToString();
            await Eventually.That(
                async () => (interaction = await InteractionAsync(id))["callback_type"] is not null || (bool)interaction["failed"]!,
                Patience, "the interaction is acknowledged, or it is too late");
        }
        while ((bool)interaction!["failed"]!);
        return interaction["id"]!.ToString();
    }
}
