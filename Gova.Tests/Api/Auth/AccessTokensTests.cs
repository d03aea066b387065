using System.Buffers.Text;
using System.Text;
using Gova.Api.Auth;
using Gova.Data.Accounts;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Options;

namespace Gova.Tests.Api.Auth;

public sealed class AccessTokensTests
{
    private static readonly Guid Session = Guid.NewGuid();

    private readonly FakeClock _clock = new();
    private readonly User _user;

    public AccessTokensTests() => _user = User.Register("ada", "ada@example.org", _clock.GetUtcNow());

    [Fact]
    public void A_token_speaks_for_its_user_until_it_runs_out()
    {
        var tokens = Tokens();
        var issued = tokens.Issue(_user, Session, "csrf");

        var user = tokens.Validate(issued.Token)!;

        Assert.Equal(_user.UserId, user.Id());
        Assert.Equal("FREE", user.FindFirst(GovaClaims.PricingTier)!.Value);
        Assert.Equal("false", user.FindFirst(GovaClaims.IsVerified)!.Value);
        Assert.Equal(Session, user.SessionId());
        Assert.Equal("csrf", user.FindFirst(GovaClaims.Csrf)!.Value);
        Assert.Equal(_clock.GetUtcNow().AddMinutes(15), issued.ExpiresAt);
        _clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.NotNull(tokens.Validate(issued.Token));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(tokens.Validate(issued.Token));
    }

    [Fact]
    public void A_token_is_a_standard_one()
    {
        var parts = Tokens().Issue(_user, Session, "csrf").Token.Split('.');

        Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        Assert.Contains($"\"sub\":\"{_user.UserId}\"", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_forged_or_broken_is_refused()
    {
        var tokens = Tokens();
        var parts = tokens.Issue(_user, Session, "csrf").Token.Split('.');
        var payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        var promoted = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload.Replace("FREE", "PRO", StringComparison.Ordinal)));
        var unsigned = Base64Url.EncodeToString("""{"alg":"none"}"""u8);

        string[] forged =
        [
            "", ".", "..", "a.b.c", $"{parts[0]}.{parts[1]}", $"{parts[0]}.{parts[1]}.", $"{parts[0]}.{promoted}.{parts[2]}",
            $"{unsigned}.{parts[1]}.", $"{unsigned}.{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}.{parts[2]}x",
            $"{parts[0]}.{parts[1]}.{parts[2][..^4]}", $"{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}.{new string('A', 200)}",
            Tokens("another key of thirty-two bytes or more").Issue(_user, Session, "csrf").Token,
        ];

        Assert.All(forged, token => Assert.Null(tokens.Validate(token)));
    }

    private AccessTokens Tokens(string key = "a signing key for tests, 32 bytes or more") =>
        new(Options.Create(new JwtOptions { SigningKey = key }), _clock);
}
