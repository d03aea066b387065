namespace Gova.Api.Features.Exports;

/// <summary>So many exports run at once on this host, and no more: each keeps the database busy.</summary>
internal sealed class ExportSlots
{
    public const int Count = 4;

    private int _taken;

    /// <summary>Null when all are taken.</summary>
    public IDisposable? TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= Count)
        {
            return new Slot(this);
        }

        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Slot(ExportSlots slots) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                Interlocked.Decrement(ref slots._taken);
            }
        }
    }
}
