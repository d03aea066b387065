using System.Text.Json.Serialization;
using Gova.Moderation.Policy;

namespace Gova.Moderation.Rules;

/// <summary>How many may be mentioned at once. Null has no limit.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MentionRule : ContentRule
{
    /// <summary>Most members in one message.</summary>
    public int? Users { get; set; }

    /// <summary>Most roles in one message.</summary>
    public int? Roles { get; set; }

    /// <summary>Whether calling everyone, or trying to, breaks the rule.</summary>
    public bool Everyone { get; set; }

    internal override void Check(Problems problems, string path)
    {
        base.Check(problems, path);
        problems.RequireRange(Users, 0, 100, $"{path}.users");
        problems.RequireRange(Roles, 0, 100, $"{path}.roles");
    }
}

/// <summary>Shouting: too large a share of capital letters.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CapsRule : ContentRule
{
    /// <summary>Largest share of the letters that have a case.</summary>
    public double Share { get; set; } = 0.7;

    /// <summary>Texts with fewer such letters are left alone.</summary>
    public int MinLetters { get; set; } = 20;

    internal override void Check(Problems problems, string path)
    {
        base.Check(problems, path);
        problems.RequireShare(Share, $"{path}.share");
        problems.RequireRange(MinLetters, 1, 4_000, $"{path}.min_letters");
    }
}

/// <summary>The same again and again within a message. Null has no limit.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RepetitionRule : ContentRule
{
    /// <summary>Most times the same character stands in a row.</summary>
    public int? Characters { get; set; }

    /// <summary>Most times the same word, or phrase of up to four words, follows itself.</summary>
    public int? Words { get; set; }

    /// <summary>Most times the same line stands in the message.</summary>
    public int? Lines { get; set; }

    internal override void Check(Problems problems, string path)
    {
        base.Check(problems, path);
        problems.RequireRange(Characters, 2, 4_000, $"{path}.characters");
        problems.RequireRange(Words, 1, 1_000, $"{path}.words");
        problems.RequireRange(Lines, 1, 1_000, $"{path}.lines");
    }
}

/// <summary>What fills the screen. Null has no limit.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ClutterRule : ContentRule
{
    /// <summary>Most lines of a message, also empty ones.</summary>
    public int? Lines { get; set; }

    /// <summary>Most accents and other marks heaped on one letter.</summary>
    public int? Marks { get; set; }

    internal override void Check(Problems problems, string path)
    {
        base.Check(problems, path);
        problems.RequireRange(Lines, 1, 4_000, $"{path}.lines");
        problems.RequireRange(Marks, 1, 100, $"{path}.marks");
    }
}

/// <summary>Too much in too short a time from one member. Null has no limit.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FloodRule : ContentRule
{
    /// <summary>Most messages within <see cref="Seconds"/>.</summary>
    public int? Messages { get; set; }

    /// <summary>Most messages with the same text within <see cref="Seconds"/>, wherever.</summary>
    public int? SameText { get; set; }

    /// <summary>Most channels with the same text within <see cref="Seconds"/>.</summary>
    public int? Channels { get; set; }

    /// <summary>The time that counts.</summary>
    public int Seconds { get; set; } = 10;

    internal override void Check(Problems problems, string path)
    {
        base.Check(problems, path);
        problems.RequireRange(Messages, 1, FloodWindow.Remembered - 1, $"{path}.messages");
        problems.RequireRange(SameText, 1, FloodWindow.Remembered - 1, $"{path}.same_text");
        problems.RequireRange(Channels, 1, FloodWindow.Remembered - 1, $"{path}.channels");
        problems.RequireRange(Seconds, 1, 3_600, $"{path}.seconds");
    }
}
