namespace Gova.Simulators.Llm;

internal enum LlmFault
{
    RateLimit,
    ServerError,
    Malformed,
    IgnoresSchema,
    EmptyChoices,
    Refusal,
    Truncated,
    DropConnection,
    Hang,
}

/// <summary>The next few requests, and beyond those a share of all.</summary>
internal sealed record FaultRule(int Next, double Probability);

/// <summary>How slow the model is and what goes wrong with it, changed while running by <c>PUT /simulator/llm</c>.</summary>
internal sealed class LlmFaults(Microsoft.Extensions.Options.IOptions<SimulatorOptions> options)
{
    private readonly Lock gate = new();
    private readonly Random random = new(options.Value.LlmSeed);
    private readonly Dictionary<LlmFault, FaultRule> rules = [];

    public int LatencyMs { get; set; } = options.Value.LlmLatencyMs;
    public int JitterMs { get; set; } = options.Value.LlmJitterMs;
    public int RetryAfterSeconds { get; set; } = 1;

    public IReadOnlyDictionary<LlmFault, FaultRule> Rules
    {
        get
        {
            lock (gate)
            {
                return new Dictionary<LlmFault, FaultRule>(rules);
            }
        }
    }

    public void Set(LlmFault fault, FaultRule rule)
    {
        lock (gate)
        {
            rules[fault] = rule;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            rules.Clear();
        }
    }

    public TimeSpan NextLatency()
    {
        lock (gate)
        {
            return TimeSpan.FromMilliseconds(LatencyMs + random.Next(JitterMs + 1));
        }
    }

    /// <summary>What is to go wrong with this request, if anything.</summary>
    public LlmFault? Take()
    {
        lock (gate)
        {
            foreach (var (fault, rule) in rules)
            {
                if (rule.Next > 0)
                {
                    rules[fault] = rule with { Next = rule.Next - 1 };
                    return fault;
                }

                if (rule.Probability > 0 && random.NextDouble() < rule.Probability)
                {
                    return fault;
                }
            }

            return null;
        }
    }
}
