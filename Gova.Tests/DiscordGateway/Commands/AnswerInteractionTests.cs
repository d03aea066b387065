using Gova.DiscordGateway.Commands;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Discord.Rest.RateLimits;
using Gova.Tests.DiscordGateway.Discord.Rest;
using Microsoft.Extensions.Logging.Abstractions;
using static Gova.Tests.DiscordGateway.Discord.Rest.ScriptedHandler;

namespace Gova.Tests.DiscordGateway.Commands;

public sealed class AnswerInteractionTests
{
    private const string AlreadyAcknowledged = """{"message": "Interaction has already been acknowledged.", "code": 40060}""";
    private const string Unknown = """{"message": "Unknown interaction", "code": 10062}""";
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    /// <summary>In a direct message: it needs no database to be refused.</summary>
    private static readonly Interaction Command = new(5, 6, InteractionType.Command, "token");

    [Fact]
    public async Task Outside_of_a_server_the_answer_is_polite_and_seen_by_the_user_alone()
    {
        var handler = new ScriptedHandler(Answer(204), Answer(200));

        await AnswerAsync(handler, Command);

        Assert.Equal(
            [
                ("POST /interactions/5/token/callback", null, """{"type":5,"data":{"flags":64}}"""),
                (
                    "PATCH /webhooks/6/token/messages/@original", null,
                    """{"content":"Gova\u0027s commands work in servers only.","allowed_mentions":{"parse":[],"replied_user":false}}"""),
            ],
            handler.Requests);
    }

    [Theory]
    [InlineData(400, AlreadyAcknowledged)]
    [InlineData(404, Unknown)]
    public async Task What_another_process_has_answered_or_what_is_too_old_is_left_alone(int status, string body)
    {
        var handler = new ScriptedHandler(Answer(status, body));

        await AnswerAsync(handler, Command);

        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task Our_own_first_answer_whose_confirmation_got_lost_is_ours()
    {
        var handler = new ScriptedHandler(NoAnswer(), Answer(400, AlreadyAcknowledged), Answer(200));

        await AnswerAsync(handler, Command);

        Assert.Equal("PATCH /webhooks/6/token/messages/@original", handler.Requests[^1].Call);
    }

    [Fact]
    public async Task A_token_that_has_expired_does_not_silence_the_bot()
    {
        var handler = new ScriptedHandler(
            Answer(204), Answer(401, """{"message": "Invalid Webhook Token", "code": 50027}"""), Answer(204), Answer(200));

        var answer = Answering(handler);

        await Assert.ThrowsAsync<DiscordApiException>(() => answer.HandleAsync(Command, Stop));
        await answer.HandleAsync(Command with { Id = 7, Token = "another" }, Stop);

        Assert.Equal(4, handler.Requests.Count);
    }

    [Fact]
    public async Task Kinds_that_are_not_known_yet_are_answered()
    {
        var handler = new ScriptedHandler(Answer(204));

        await AnswerAsync(handler, Command with { Type = 99 });

        Assert.Contains("does not know", Assert.Single(handler.Requests).Body, StringComparison.Ordinal);
    }

    private static Task AnswerAsync(ScriptedHandler handler, Interaction interaction) => Answering(handler).HandleAsync(interaction, Stop);

    private static AnswerInteraction Answering(ScriptedHandler handler)
    {
        var rest = new DiscordRestClient(
            new HttpClient(handler) { BaseAddress = new Uri("http://localhost/") }, new RateLimiter(TimeProvider.System), TimeProvider.System,
            NullLogger<DiscordRestClient>.Instance);
        return new AnswerInteraction(rest, new RunCommand(null!, null!), null!, TimeProvider.System, NullLogger<AnswerInteraction>.Instance);
    }
}
