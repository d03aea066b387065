using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace Gova.Data;

/// <summary>Where the database is. Bound from <c>ConnectionStrings:govadb</c>.</summary>
internal sealed class DataOptions : IValidatableObject
{
    public string? ConnectionString { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            yield return new ValidationResult("ConnectionStrings:govadb is missing: set it to the database's connection string.");
            yield break;
        }

        var problem = Problem(ConnectionString);
        if (problem is not null)
        {
            yield return new ValidationResult($"ConnectionStrings:govadb cannot be read: {problem}");
        }
    }

    private static string? Problem(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).Host is { Length: > 0 } ? null : "it names no Host.";
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
