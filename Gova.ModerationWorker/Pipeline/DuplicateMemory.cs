using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Gova.Moderation.Policy;
using Gova.Moderation.Text;

namespace Gova.ModerationWorker.Pipeline;

/// <summary>The first evaluation of a text, and what a model made of it.</summary>
/// <param name="Verdict">Null while its review waits.</param>
internal sealed record FirstCopy(Guid EventId, DateTimeOffset CreatedAt, Verdict? Verdict);

/// <summary>A message's text as the memory takes it.</summary>
/// <param name="Scope">The channel with rules of its own in which it was written; empty where only the community's hold.</param>
internal readonly record struct RememberedText(TextPrint Print, string Scope, long MessageId, long Revision);

/// <summary>
/// The texts that lately went to a model in one community, so that none goes twice. It belongs to one version of the
/// configuration. Memory is bounded: the oldest text is forgotten first. Any thread may use it.
/// </summary>
internal sealed class DuplicateMemory(int capacity = 512)
{
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Below this severity a verdict is as good as clean.</summary>
    private const double Clean = 0.3;

    private readonly Lock _gate = new();
    private readonly Dictionary<(UInt128 Text, string Scope), Entry> _texts = [];
    private readonly Dictionary<Guid, Entry> _evaluations = [];
    private readonly Queue<Entry> _byAge = [];

    /// <summary>The earlier copy of a text. If there is none, the text is remembered as the first copy.</summary>
    /// <param name="eventId">The evaluation that is about to be recorded.</param>
    public bool TryFind(in RememberedText text, Guid eventId, DateTimeOffset createdAt, DateTimeOffset now, [NotNullWhen(true)] out FirstCopy? first)
    {
        lock (_gate)
        {
            while (_byAge.TryPeek(out var oldest) && (oldest.At <= now - Window || _byAge.Count > capacity))
            {
                Remove(_byAge.Dequeue());
            }

            first = null;
            if (_texts.TryGetValue((text.Print.Exact, text.Scope), out var known))
            {
                if (known.Text.MessageId == text.MessageId && known.Text.Revision == text.Revision)
                {
                    // The same message again: after a failure, or redelivered.
                    Rename(known, eventId);
                    return false;
                }

                first = known.Copy;
                return true;
            }

            if (FindNear(text) is { } near)
            {
                first = near.Copy;
                return true;
            }

            var added = new Entry(text, now, new FirstCopy(eventId, createdAt, null));
            _texts[(text.Print.Exact, text.Scope)] = added;
            _evaluations[eventId] = added;
            _byAge.Enqueue(added);
            return false;
        }
    }

    /// <summary>The evaluation is durable, or was not needed: another has its message.</summary>
    public void Confirm(Guid eventId, bool isRecorded)
    {
        lock (_gate)
        {
            if (!_evaluations.TryGetValue(eventId, out var entry))
            {
                return;
            }

            entry.IsRecorded |= isRecorded;
            if (!isRecorded)
            {
                Remove(entry);
            }
        }
    }

    /// <summary>What a model made of the first copy.</summary>
    public void Learn(Guid eventId, Verdict verdict)
    {
        lock (_gate)
        {
            if (_evaluations.TryGetValue(eventId, out var entry))
            {
                entry.Copy = entry.Copy with { Verdict = verdict };
            }
        }
    }

    /// <summary>Null while nothing is known, or no longer.</summary>
    public Verdict? VerdictOf(Guid eventId)
    {
        lock (_gate)
        {
            return _evaluations.GetValueOrDefault(eventId)?.Copy.Verdict;
        }
    }

    /// <summary>There will be no verdict: the next copy is judged as the first.</summary>
    public void Forget(Guid eventId) => Confirm(eventId, isRecorded: false);

    private Entry? FindNear(in RememberedText text)
    {
        if (text.Print.SimHash == 0)
        {
            return null;
        }

        foreach (var entry in _texts.Values)
        {
            if (entry.Copy.Verdict is { } verdict && entry.Text.Scope == text.Scope
                && BitOperations.PopCount(entry.Text.Print.SimHash ^ text.Print.SimHash) <= TextPrint.MaxDistance
                && IsSame(text.Print.Differs(entry.Text.Print), verdict))
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>Another word may be the one that is not clean.</summary>
    private static bool IsSame(TextDifference difference, Verdict verdict) =>
        difference == TextDifference.Fillers || (difference == TextDifference.Words && verdict.Severity >= Clean);

    private void Rename(Entry entry, Guid eventId)
    {
        if (!entry.IsRecorded)
        {
            _evaluations.Remove(entry.Copy.EventId);
            entry.Copy = entry.Copy with { EventId = eventId };
            _evaluations[eventId] = entry;
        }
    }

    private void Remove(Entry entry)
    {
        _evaluations.Remove(entry.Copy.EventId);
        var key = (entry.Text.Print.Exact, entry.Text.Scope);
        if (_texts.TryGetValue(key, out var current) && current == entry)
        {
            _texts.Remove(key);
        }
    }

    private sealed class Entry(RememberedText text, DateTimeOffset at, FirstCopy copy)
    {
        public RememberedText Text { get; } = text;

        public DateTimeOffset At { get; } = at;

        public FirstCopy Copy { get; set; } = copy;

        /// <summary>Its evaluation is durable.</summary>
        public bool IsRecorded { get; set; }
    }
}
