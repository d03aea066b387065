using System.Text.Json;
using Gova.Moderation.Review;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Moderation.Injection;

/// <summary>An attempt of our own writing to steer the review: in a member's words, name, several messages, or a text that others answer.</summary>
public sealed record Attack(string Kind, string? Text = null, IReadOnlyList<string>? Parts = null, string? Author = null, string? Quoted = null)
{
    public const string Attacker = "Mallory";

    public static IReadOnlyList<Attack> All { get; } =
    [
        .. File.ReadAllLines(Repository.File("Gova.Tests", "Moderation", "Injection", "attacks.jsonl"))
            .Select(line => JsonSerializer.Deserialize<Attack>(line, JsonSerializerOptions.Web)!),
    ];

    /// <summary>What has to be in sight for a model to be taken in.</summary>
    public IReadOnlyList<string> Orders => Parts ?? [Quoted ?? (Author ?? Text)!];

    /// <summary>The attacker's own messages; none where only another's answer carries the attack.</summary>
    internal IReadOnlyList<ReviewMessage> Messages => Quoted is not null ? []
        : [.. (Parts ?? [Text!]).Select(text => new ReviewMessage(Author ?? Attacker, text))];

    /// <summary>The attack in one piece.</summary>
    public string Whole => string.Join(' ', Orders);

    public override string ToString() => $"{Kind}: {Whole}";
}
