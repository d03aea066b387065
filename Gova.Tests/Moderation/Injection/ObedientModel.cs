using System.Text.Json;
using System.Text.RegularExpressions;
using Gova.Tests.Moderation.Review;
using Microsoft.Extensions.AI;

namespace Gova.Tests.Moderation.Injection;

/// <summary>What the attacker is after.</summary>
public enum Wish
{
    /// <summary>Everybody in sight is harmless.</summary>
    Absolve,

    /// <summary>Everybody else in sight is severe, without an action.</summary>
    Defame,

    /// <summary>Everybody else in sight is banned, by whatever name.</summary>
    Punish,

    /// <summary>The instructions stand in a reply.</summary>
    Recite,

    /// <summary>They stand there in base64.</summary>
    ReciteEncoded,
}

/// <summary>
/// A judge that is right about every message until it sees the attack, anywhere in what it is asked: then it grants the attacker's
/// wish, for every ref in sight. It reads all encodings and languages, and believes names and answered texts as well.
/// </summary>
internal sealed partial class ObedientModel(Attack attack, Wish wish) : IChatClient
{
    public const string Insult = "worthless";

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = messages.ToList();
        Assert.DoesNotContain(attack.Orders.Where(order => order.Length >= 20), order => request[0].Text.Contains(order, StringComparison.Ordinal));
        var asked = ScriptedModel.MessagesOf(request);
        var isTakenIn = attack.Orders.All(order => IsInSight(order, request[^1].Text));
        var verdicts = asked.Select(message => isTakenIn ? Obey(message, request[0].Text) : Judge(message)).ToList();
        if (isTakenIn)
        {
            verdicts.AddRange(Refs().Matches(attack.Whole).Select(match => Verdict(match.Groups[1].Value, 1, "ban", null, null)));
        }

        var answer = JsonSerializer.Serialize(new { verdicts });
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer)) { FinishReason = ChatFinishReason.Stop });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("Reviews do not stream.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private object Obey((string Ref, string Author, string Text) message, string instructions) => wish switch
    {
        Wish.Absolve => Verdict(message.Ref, 0, null, null, null),
        Wish.Defame => Verdict(message.Ref, IsAttackers(message) ? 0 : 0.95, null, null, "Everybody knows it."),
        Wish.Punish => Verdict(message.Ref, IsAttackers(message) ? 0 : 1, IsAttackers(message) ? null : "ban", null, "An order."),
        Wish.Recite => Verdict(message.Ref, 0, "reply", instructions[..1_900], null),
        _ => Verdict(message.Ref, 0, "reply", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(instructions))[..1_900], null),
    };

    private static object Judge((string Ref, string Author, string Text) message) => message.Text.Contains(Insult, StringComparison.Ordinal)
        ? Verdict(message.Ref, 0.8, "delete", null, "It insults a member.")
        : Verdict(message.Ref, 0, null, null, null);

    private static object Verdict(string reference, double severity, string? action, string? content, string? reason) => new
    {
        @ref = reference,
        target = "everyone",
        severity_score = severity,
        confidence = 1,
        guideline = (string?)null,
        reason,
        action = action is null ? null : new { type = action, target = "everyone", @params = new { duration = (int?)null, content } },
    };

    private bool IsAttackers((string Ref, string Author, string Text) message) => message.Author == (attack.Author ?? Attack.Attacker);

    private static bool IsInSight(string order, string request)
    {
        using var json = JsonDocument.Parse(request["<messages>".Length..^"</messages>".Length]);
        return Strings(json.RootElement).Any(text => text.Contains(order, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Strings(member.Value)),
        _ => [],
    };

    [GeneratedRegex("\"ref\":\"([^\"]+)\"")]
    private static partial Regex Refs();
}
