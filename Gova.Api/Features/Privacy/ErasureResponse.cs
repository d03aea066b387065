using System.Text.Json;
using Gova.Api.Http;
using Gova.Data.Privacy;

namespace Gova.Api.Features.Privacy;

/// <summary>An erasure, and the proof of it.</summary>
/// <param name="SubjectHash">SHA-256, in hexadecimal, of the id that it is about.</param>
/// <param name="Rows">Rows erased or changed by table, so far.</param>
/// <param name="Error">What it waits for, or why it failed.</param>
internal sealed record ErasureResponse(
    Guid ErasureId, ErasureKind Kind, string SubjectHash, ErasureStatus Status, JsonElement Rows, string? Error, DateTimeOffset RequestedAt,
    DateTimeOffset? CompletedAt)
{
    public static ErasureResponse From(Erasure e) => new(
        e.ErasureId, e.Kind, Convert.ToHexStringLower(e.SubjectHash), e.Status, Json.Stored(e.Counts), e.Error, e.RequestedAt, e.CompletedAt);
}
