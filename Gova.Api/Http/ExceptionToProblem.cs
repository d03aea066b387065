using System.Text.Json;
using System.Text.RegularExpressions;
using Gova.Data;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Npgsql;

namespace Gova.Api.Http;

/// <summary>Answers the exceptions that are the caller's doing. Every other becomes a 500 without its text.</summary>
internal sealed partial class ExceptionToProblem : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        IResult? result = exception switch
        {
            BadHttpRequestException { InnerException: JsonException e } => Unreadable(e),
            BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } e => Unbound(e),
            BadHttpRequestException e => Problems.Result(Problems.Of(e.StatusCode)),
            // The framework's reader of JSON, of a charset that it does not know.
            InvalidOperationException { InnerException: ArgumentException or NotSupportedException } when HasCharset(httpContext.Request) =>
                Problems.Result(Problems.Of(StatusCodes.Status415UnsupportedMediaType)),
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

    private static bool HasCharset(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue;

    // The framework's text names our types, which are no caller's business; the parameter's name is.
    private static IResult Unbound(BadHttpRequestException e)
    {
        if (Parameter().Match(e.Message) is not { Success: true } match)
        {
            return Problems.Result(Problems.MalformedRequest, "The request is not of the expected form.");
        }

        var errors = new FieldErrors();
        errors.Add(JsonNamingPolicy.SnakeCaseLower.ConvertName(match.Groups["name"].Value), match.Groups["missing"].Success ? "is required" : "has the wrong form");
        return errors.ToProblem();
    }

    [GeneratedRegex("^(?:Failed to bind|(?<missing>Required)) parameter \".*?(?<name>\\w+)\" (?!.*from body)", RegexOptions.None, 1000)]
    private static partial Regex Parameter();

    // The exception has no code; a test sees when the text changes.
    private static bool IsUnknownMember(JsonException e) => e.Message.Contains("could not be mapped", StringComparison.Ordinal);

    private static bool IsUnstorableText(Exception? e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter }
        || (e?.InnerException is { } inner && IsUnstorableText(inner));
}
