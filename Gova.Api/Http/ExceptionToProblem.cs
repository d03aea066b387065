using System.Text.Json;
using Gova.Data;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Api.Http;

/// <summary>Answers the exceptions that are the caller's doing. Every other becomes a 500 without its text.</summary>
internal sealed class ExceptionToProblem : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        IResult? result = exception switch
        {
            BadHttpRequestException { InnerException: JsonException e } => Unreadable(e),
            BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } e => Problems.Result(Problems.MalformedRequest, e.Message),
            BadHttpRequestException e => Problems.Result(Problems.Of(e.StatusCode)),
            InvalidTransitionException e => Problems.Result(Problems.InvalidTransition, e.Message),
            DbUpdateConcurrencyException => Problems.Result(Problems.ConcurrentChange, "Read it again."),
            _ when IsUnstorableText(exception) => Problems.Result(Problems.MalformedRequest, "Text must not hold the character U+0000."),
            OperationCanceledException when httpContext.RequestAborted.IsCancellationRequested => Results.StatusCode(499),
            _ => null,
        };
        if (result is null)
        {
            return false;
        }

        await result.ExecuteAsync(httpContext);
        return true;
    }

    private static IResult Unreadable(JsonException e)
    {
        if (e.Path is not { Length: > 2 } path)
        {
            return Problems.Result(Problems.MalformedRequest, "The body is not a JSON object of the expected shape.");
        }

        var errors = new FieldErrors();
        errors.Add(path[2..], IsUnknownMember(e) ? "is not known" : "has the wrong type, or is given twice");
        return errors.ToProblem();
    }

    // The exception has no code; a test sees when the text changes.
    private static bool IsUnknownMember(JsonException e) => e.Message.Contains("could not be mapped", StringComparison.Ordinal);

    private static bool IsUnstorableText(Exception? e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter }
        || (e?.InnerException is { } inner && IsUnstorableText(inner));
}
