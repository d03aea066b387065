using System.ComponentModel.DataAnnotations;
using Gova.ModerationWorker.Llm;

namespace Gova.Tests.ModerationWorker.Llm;

public sealed class LlmOptionsTests
{
    [Theory]
    [InlineData("https://models.example/v1", false, true)]
    [InlineData("http://127.0.0.1:8080/v1", false, true)]
    [InlineData("http://[::1]/v1", false, true)]
    [InlineData("http://localhost:8080/v1", false, true)]
    [InlineData("http://models.example/v1", false, false)]
    [InlineData("http://localhost.example/v1", false, false)]
    [InlineData("http://10.0.0.5/v1", false, false)]
    [InlineData("http://10.0.0.5/v1", true, true)]
    [InlineData("ftp://models.example/v1", true, false)]
    public void Text_and_key_go_in_clear_to_this_machine_only_unless_that_is_allowed(string endpoint, bool allowPlainHttp, bool isValid)
    {
        var options = new LlmOptions { Endpoint = endpoint, Model = "model", AllowPlainHttp = allowPlainHttp };
        var problems = new List<ValidationResult>();

        Assert.Equal(isValid, Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true));
        Assert.All(problems, problem => Assert.Contains("Llm:Endpoint", problem.ErrorMessage, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_wrong_with_another_model_is_said_with_its_setting()
    {
        var options = new LlmOptions
        {
            Endpoint = "https://models.example/v1",
            Model = "model",
            Fallback = new ModelOptions { Endpoint = "http://other.example/v1", Model = "other" },
            Second = new ModelOptions { Endpoint = "https://stronger.example/v1", Concurrency = 0 },
        };

        var problems = options.Validate(new ValidationContext(options)).Select(problem => problem.ErrorMessage!.Split(' ')[0]);

        Assert.Equal(["Llm:Fallback:Endpoint", "Llm:Second:Concurrency", "Llm:Second:Model"], problems);
    }

    [Fact]
    public void Other_models_stand_beside_a_first_one()
    {
        var options = new LlmOptions { Second = new ModelOptions { Endpoint = "https://stronger.example/v1", Model = "stronger" } };

        Assert.StartsWith("Llm:Endpoint is missing", Assert.Single(options.Validate(new ValidationContext(options))).ErrorMessage, StringComparison.Ordinal);
    }
}
