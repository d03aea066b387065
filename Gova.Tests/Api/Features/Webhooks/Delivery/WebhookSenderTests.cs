using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Gova.Api.Features.Webhooks.Delivery;
using Gova.Data.Encryption;
using Gova.Data.Webhooks;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Options;

namespace Gova.Tests.Api.Features.Webhooks.Delivery;

public sealed class WebhookSenderTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly Guid Endpoint = new("019aa000-0000-7000-8000-000000000001");

    private readonly Encryptor _encryptor = new(Options.Create(new EncryptionOptions
    {
        CurrentKey = "one", Keys = { ["one"] = "an encryption key for tests, 32 characters or more" },
    }));

    [Fact]
    public async Task A_delivery_is_signed_with_each_secret_that_is_good()
    {
        await using var server = new HttpServer(_ => HttpServer.Answer(200, "thank you"));
        var (old, present) = (WebhookSignature.NewSecret(), WebhookSignature.NewSecret());
        using var sender = Sender(new SystemResolver());

        var outcome = await sender.SendAsync(Delivery(server.Url.ToString(), present, old), Stop);

        Assert.Equal((true, (short)200, "thank you"), (outcome.IsDelivered, outcome.Status!.Value, outcome.Excerpt));
        var request = Assert.Single(server.Requests);
        var (id, at) = (request.Headers["webhook-id"], request.Headers["webhook-timestamp"]);
        Assert.InRange(
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(at, CultureInfo.InvariantCulture)),
            TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(5));
        Assert.Equal($"{Expected(present)} {Expected(old)}", request.Headers["webhook-signature"]);
        Assert.Equal("""{"type": "webhook.test"}""", request.Body);

        string Expected(string secret) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{at}.{request.Body}")));
    }

    [Fact]
    public void A_signature_is_the_one_of_the_published_example() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Sign(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""));

    [Fact]
    public async Task A_name_that_changes_its_mind_reaches_nothing()
    {
        await using var server = new HttpServer(_ => HttpServer.Answer(200));
        var rebinding = new Names([IPAddress.Parse("203.0.114.1")], [IPAddress.Loopback]);
        using var sender = Sender(rebinding, allowLoopback: false);
        var delivery = Delivery($"https://rebinding.example:{server.Port}/", WebhookSignature.NewSecret());

        // Whichever answer comes first, what is connected to is what was looked at.
        rebinding.Skip();
        var outcome = await sender.SendAsync(delivery, Stop);

        Assert.Equal("The address is not public.", outcome.Error);
        Assert.Equal(2, rebinding.Asked);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("203.0.114.1,127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("")]
    public async Task A_name_with_an_address_within_is_not_connected_to(string addresses)
    {
        using var sender = Sender(
            new Names([.. addresses.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)]), allowLoopback: false);

        var outcome = await sender.SendAsync(Delivery("https://within.example/", WebhookSignature.NewSecret()), Stop);

        Assert.Equal((false, null, "The address is not public."), (outcome.IsDelivered, outcome.Status, outcome.Error));
    }

    [Fact]
    public async Task The_address_that_was_looked_at_is_the_one_connected_to()
    {
        await using var server = new HttpServer(_ => HttpServer.Answer(204));
        var once = new Names([IPAddress.Loopback], [IPAddress.Parse("203.0.114.1")]);
        using var sender = Sender(once);

        var outcome = await sender.SendAsync(Delivery($"http://localhost:{server.Port}/", WebhookSignature.NewSecret()), Stop);

        Assert.True(outcome.IsDelivered);
        Assert.Equal(1, once.Asked);
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_not_followed()
    {
        await using var within = new HttpServer(_ => HttpServer.Answer(200));
        await using var server = new HttpServer(_ => HttpServer.Answer(307, headers: $"Location: {within.Url}\r\n"));
        using var sender = Sender(new SystemResolver());

        var outcome = await sender.SendAsync(Delivery(server.Url.ToString(), WebhookSignature.NewSecret()), Stop);

        Assert.Equal((false, (short)307), (outcome.IsDelivered, outcome.Status!.Value));
        Assert.Empty(within.Requests);
    }

    [Fact]
    public async Task Of_an_endless_answer_only_the_beginning_is_read()
    {
        var endless = $"HTTP/1.1 500 x\r\nContent-Length: 99999999999\r\n\r\n{new string('x', 100_000)}\0";
        await using var server = new HttpServer(async (_, stop) =>
        {
            await Task.CompletedTask.WaitAsync(stop);
            return endless;
        });
        using var sender = Sender(new SystemResolver());

        var outcome = await sender.SendAsync(Delivery(server.Url.ToString(), WebhookSignature.NewSecret()), Stop);

        Assert.Equal((false, (short)500, 1_000), (outcome.IsDelivered, outcome.Status!.Value, outcome.Excerpt!.Length));
    }

    [Fact]
    public async Task Who_does_not_answer_is_given_up()
    {
        await using var server = new HttpServer(async (_, stop) =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return "";
        });
        var clock = new FakeClock();
        using var sender = Sender(new SystemResolver(), clock: clock);
        var sending = sender.SendAsync(Delivery(server.Url.ToString(), WebhookSignature.NewSecret()), Stop);
        await Eventually.That(() => !server.Requests.IsEmpty, TimeSpan.FromSeconds(60), "it is asked");

        clock.Advance(WebhookSender.Timeout);

        Assert.StartsWith("It took longer", (await sending).Error, StringComparison.Ordinal);
    }

    private WebhookSender Sender(IResolver resolver, bool allowLoopback = true, TimeProvider? clock = null)
    {
        var options = Options.Create(new WebhookOptions { AllowLoopback = allowLoopback });
        return new WebhookSender(new GuardedHandler(resolver, options), _encryptor, options, clock ?? TimeProvider.System);
    }

    private ClaimedDelivery Delivery(string url, string secret, string? previous = null) => new(
        Guid.NewGuid(), Endpoint, Guid.NewGuid(), """{"type": "webhook.test"}""", 1, url, _encryptor.Encrypt(secret, Purposes.WebhookSecret, Endpoint),
        previous is null ? null : _encryptor.Encrypt(previous, Purposes.WebhookSecret, Endpoint));

    /// <summary>Answers differently each time, and the last for ever.</summary>
    private sealed class Names(params IPAddress[][] answers) : IResolver
    {
        public int Asked { get; private set; }

        public void Skip() => Asked++;

        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
            Task.FromResult(answers[Math.Min(Asked++, answers.Length - 1)]);
    }
}
