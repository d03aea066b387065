using System.Globalization;

namespace Gova.Moderation.Rules;

/// <summary>Counts lines and heaped marks.</summary>
internal sealed class ClutterCheck(ClutterRule rule) : RuleCheck(rule, "rules.clutter")
{
    protected override Breach? Find(in MessageFacts facts)
    {
        if (rule.Lines is { } lines && facts.Content.Count('\n') + 1 is var written && written > lines)
        {
            return new Breach("clutter.lines", written, lines, $"Has {written} lines, more than {lines}.");
        }

        return rule.Marks is { } marks && HighestHeap(facts.Content) is var heap && heap > marks
            ? new Breach("clutter.marks", heap, marks, $"Heaps {heap} marks on a letter, more than {marks}.")
            : null;
    }

    private static int HighestHeap(ReadOnlySpan<char> text)
    {
        int highest = 0, current = 0;
        foreach (var c in text)
        {
            // The first mark of all is U+0300.
            current = c >= '\u0300' && char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
                ? current + 1
                : 0;
            highest = Math.Max(highest, current);
        }

        return highest;
    }
}
