using System.Text.Json;

namespace Gova.Tests.Api.OpenApi;

public sealed class SchemaCheckTests
{
    private static readonly SchemaCheck Check = new(ApiDocument.Committed());

    [Theory]
    [InlineData("""{"type":"integer","minimum":1}""", "1", true)]
    [InlineData("""{"type":"integer","minimum":1}""", "0", false)]
    [InlineData("""{"type":"integer"}""", "1.5", false)]
    [InlineData("""{"type":["null","string"]}""", "null", true)]
    [InlineData("""{"type":"string","format":"uuid"}""", "\"no\"", false)]
    [InlineData("""{"type":"object","required":["a"]}""", "{}", false)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}""", """{"b":1}""", false)]
    [InlineData("""{"type":"array","items":{"enum":["x"]}}""", """["x","y"]""", false)]
    [InlineData("""{"oneOf":[{"type":"null"},{"type":"string"}]}""", "\"x\"", true)]
    [InlineData("""{"oneOf":[{"type":"null"},{"type":"string"}]}""", "1", false)]
    [InlineData("""{"someday":1}""", "1", false)]
    [InlineData("""{"$ref":"#/components/schemas/ProblemDetails"}""", """{"type":"x","title":"y","status":404}""", true)]
    [InlineData("""{"$ref":"#/components/schemas/ProblemDetails"}""", """{"title":"y","status":404}""", false)]
    public void Values_are_held_against_schemas(string schema, string value, bool fits)
    {
        var problems = Check.Problems(JsonSerializer.Deserialize<JsonElement>(schema), JsonSerializer.Deserialize<JsonElement>(value));

        Assert.Equal(fits, !problems.Any());
    }
}
