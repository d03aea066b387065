namespace Gova.Tests.Infrastructure;

/// <summary>What differs between the two implementations of the hosting API.</summary>
internal static class Flavour
{
    /// <summary>The Local host starts Kafka 0.9, Aspire a current one.</summary>
#if ASPIRE
    public const string? Kafka = null;
#else
    public const string? Kafka = "0.9";
#endif
}
