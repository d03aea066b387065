namespace Aspire.Hosting.Testing;

/// <summary>Follows one call of the AppHost's entry point by a test, up to the builder it fills.</summary>
internal sealed class TestRun
{
    private static readonly AsyncLocal<TestRun?> Ambient = new();
    private bool _entryPointRuns;

    public static TestRun? Current => Ambient.Value;

    public DistributedApplicationBuilder? Builder { get; private set; }

    public void Run(Action entryPoint)
    {
        Ambient.Value = this;
        _entryPointRuns = true;
        try
        {
            entryPoint();
        }
        finally
        {
            _entryPointRuns = false;
            Ambient.Value = null;
        }
    }

    public bool TryCapture(DistributedApplicationBuilder builder)
    {
        if (_entryPointRuns)
        {
            Builder = builder;
        }

        return _entryPointRuns;
    }
}

/// <summary>Ends the entry point once a test has its builder.</summary>
internal sealed class EntryPointStoppedException : Exception;
