namespace Gova.Api.Features.Live;

/// <summary>Why the api ended a stream, as its last event says.</summary>
internal enum StreamEnd
{
    /// <summary>Events came faster than they were read. Connecting again goes on from the last one.</summary>
    TooSlow,

    /// <summary>The account may no longer see what it watched.</summary>
    AccessEnded,

    /// <summary>What it was opened with is no longer good.</summary>
    TokenExpired,

    /// <summary>This api stops; another, or the next one, goes on from the last event.</summary>
    ShuttingDown,
}
