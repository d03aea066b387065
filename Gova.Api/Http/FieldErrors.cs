using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Http;

/// <summary>Collects what is wrong with a request, so that one answer names every field.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _errors = [];

    public bool Any => _errors.Count > 0;

    public FieldErrors Require(bool holds, string field, string message)
    {
        if (!holds)
        {
            Add(field, message);
        }

        return this;
    }

    /// <summary>Text of a length, without surrounding space and control characters (Postgres stores no NUL).</summary>
    public FieldErrors RequireText(string? text, string field, int min, int max) => Require(
        text is not null && text.Trim().Length >= min && text.Length <= max && !text.Any(char.IsControl),
        field, $"must be text of {min} to {max} characters");

    public void Add(string field, string message)
    {
        if (!_errors.TryGetValue(field, out var messages))
        {
            _errors[field] = messages = [];
        }

        messages.Add(message);
    }

    public ValidationProblem ToProblem() => TypedResults.ValidationProblem(
        _errors.ToDictionary(e => e.Key, e => e.Value.ToArray()), title: Problems.Validation.Title, type: Problems.Validation.Type);
}
