using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Control;

internal static class Invalid
{
    public static ValidationProblem Field(string name, string problem) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [name] = [problem] });
}
