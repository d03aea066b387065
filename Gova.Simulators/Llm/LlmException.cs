using System.Text.Json.Nodes;

namespace Gova.Simulators.Llm;

/// <summary>A refusal in the form of the OpenAI API.</summary>
internal sealed class LlmException(int status, string type, string message, string? param = null, string? code = null) : Exception(message)
{
    public int Status => status;

    public static LlmException Invalid(string message, string? param = null, string? code = null) =>
        new(StatusCodes.Status400BadRequest, "invalid_request_error", message, param, code);

    public JsonObject ToBody() =>
        new() { ["error"] = new JsonObject { ["message"] = Message, ["type"] = type, ["param"] = param, ["code"] = code } };
}
