namespace Gova.Moderation.Review;

/// <summary>
/// The endpoint cannot answer now: timeout, overload, error, lost connection, wrong credentials. The review waits; nothing is decided.
/// </summary>
/// <param name="retryAfter">When the endpoint wants to be asked again, if it said so.</param>
public sealed class ModelUnavailableException(string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>The endpoint will not take this request (too long, filtered): asking again will not help.</summary>
public sealed class ModelRefusedRequestException(string message, Exception? inner = null) : Exception(message, inner);
