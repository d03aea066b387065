using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.IO.Pipelines;

namespace Gova.Benchmarks.Live;

/// <summary>One watcher: reads its stream and notes when each event came.</summary>
internal sealed class StreamReading(Stream body, ConcurrentDictionary<Guid, long> begun)
{
    private readonly HashSet<Guid> _had = [];
    private readonly List<float> _delays = [];
    private Guid _id;

    /// <summary>In milliseconds, of every event that came.</summary>
    public IReadOnlyList<float> Delays => _delays;

    public int Events => _had.Count;

    public int Doubled { get; private set; }

    /// <summary>Reads until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(body);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                var rest = read.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    Take(rest.Slice(0, end));
                    rest = rest.Slice(rest.GetPosition(1, end));
                }

                reader.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted)
                {
                    throw new InvalidOperationException("The api ended a stream.");
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private void Take(ReadOnlySequence<byte> line)
    {
        if (line.Length > 60)
        {
            return;
        }

        Span<byte> text = stackalloc byte[(int)line.Length];
        line.CopyTo(text);
        if (text.StartsWith("id: "u8) && text.Length > 36 && Utf8Parser.TryParse(text[^32..], out Guid id, out _, 'N'))
        {
            // A heartbeat has an id too: what counts is that an event follows.
            _id = id;
        }
        else if (text.StartsWith("event: evaluation"u8))
        {
            _delays.Add((float)TimeProvider.System.GetElapsedTime(begun[_id]).TotalMilliseconds);
            Doubled += _had.Add(_id) ? 0 : 1;
        }
    }
}
