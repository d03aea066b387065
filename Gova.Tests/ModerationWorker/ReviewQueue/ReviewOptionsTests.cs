using Gova.ModerationWorker;
using Gova.ModerationWorker.Llm;
using Gova.ModerationWorker.ReviewQueue;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gova.Tests.ModerationWorker.ReviewQueue;

public sealed class ReviewOptionsTests
{
    [Fact]
    public void A_lease_that_a_request_may_outlast_is_refused_and_both_keys_are_named()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Read(lease: 30, timeout: 30));

        Assert.Contains("Review:LeaseSeconds", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Llm:TimeoutSeconds", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lease_longer_than_a_request_is_accepted() => Assert.Equal(31, Read(lease: 31, timeout: 30).LeaseSeconds);

    [Fact]
    public void Without_a_model_nothing_is_leased_and_any_length_will_do() => Assert.Equal(5, Read(5, 30, endpoint: null).LeaseSeconds);

    private static ReviewOptions Read(double lease, double timeout, string? endpoint = "https://models.example/v1")
    {
        using var provider = new ServiceCollection()
            .AddSingleton<IConfiguration>(
                new ConfigurationBuilder().AddInMemoryCollection([new("Review:LeaseSeconds", $"{lease}")]).Build())
            .AddSingleton(new LlmOptions { Endpoint = endpoint, TimeoutSeconds = timeout })
            .AddSlowLane()
            .BuildServiceProvider();
        return provider.GetRequiredService<IOptions<ReviewOptions>>().Value;
    }
}
