using System.Text;
using Gova.Billing.Stripe;

namespace Gova.Tests.Billing.Stripe;

/// <summary>Against signatures that Stripe's own library for Node (23.1.0, <c>webhooks.generateTestHeaderString</c>) made.</summary>
public sealed class StripeSignatureTests
{
    private const long SignedAt = 1732190400;
    private const string First = "t=1732190400,v1=ba122a6ac6c20ce93e747ba1bc3f8f77b4553622d28652b070a777916e6ddbe8";
    private const string Second = "t=1732190400,v1=2ba1b8959a4c3bc9244d9e69da9fbde5af383ffaa08c852ee6e038205c87be91";
    private const string OfNothing = "t=1732190400,v1=8e4ffe90f10c7136b3278e1fc118da0da9f3e1cd559dd65915d41babafa1e9f2";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        "{\n  \"id\": \"evt_1\",\n  \"type\": \"invoice.paid\",\n  \"data\": { \"object\": { \"customer\": \"cus_1\", \"name\": \"Zoë 🎉 €\" } }\n}");

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(SignedAt);

    [Theory]
    [InlineData(First, "whsec_first")]
    [InlineData(Second, "whsec_second")]
    [InlineData(First, "whsec_second", "whsec_first")]
    [InlineData(Second, "whsec_second", "whsec_first")]
    public void What_the_library_signs_is_valid_with_any_of_the_secrets(string header, params string[] secrets) =>
        Assert.Equal(SignatureCheck.Valid, StripeSignature.Verify(Body, header, secrets, Now));

    [Fact]
    public void An_empty_body_is_signed_like_any_other() =>
        Assert.Equal(SignatureCheck.Valid, StripeSignature.Verify([], OfNothing, ["whsec_first"], Now));

    [Theory]
    [InlineData("v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39,")]
    [InlineData("v1=0000000000000000000000000000000000000000000000000000000000000000,")]
    [InlineData("v2=,scheme=other,,")]
    public void Other_signatures_beside_the_right_one_do_not_matter(string others)
    {
        var (time, signature) = (First.Split(',')[0], First.Split(',')[1]);

        Assert.Equal(SignatureCheck.Valid, StripeSignature.Verify(Body, $"{others}{time},{signature}", ["whsec_first"], Now));
        Assert.Equal(SignatureCheck.Valid, StripeSignature.Verify(Body, $"{time}, {signature},{others.TrimEnd(',')}", ["whsec_first"], Now));
    }

    [Fact]
    public void Another_secret_body_time_or_signature_is_forged()
    {
        Assert.Equal(SignatureCheck.Forged, StripeSignature.Verify(Body, First, ["whsec_second"], Now));
        Assert.Equal(SignatureCheck.Forged, StripeSignature.Verify(Body, First, [], Now));
        Assert.Equal(SignatureCheck.Forged, StripeSignature.Verify([.. Body, (byte)' '], First, ["whsec_first"], Now));
        Assert.Equal(SignatureCheck.Forged, StripeSignature.Verify(Body, First.Replace("t=1732190400", "t=1732190401", StringComparison.Ordinal), ["whsec_first"], Now));
        Assert.Equal(SignatureCheck.Forged, StripeSignature.Verify(Body, First[..^1], ["whsec_first"], Now));
        Assert.Equal(SignatureCheck.Forged, StripeSignature.Verify(Body, First.Replace("v1=b", "v1=B", StringComparison.Ordinal), ["whsec_first"], Now));
        Assert.Equal(SignatureCheck.Forged, StripeSignature.Verify(Body, "t=1732190400,v1=é", ["whsec_first"], Now));
    }

    [Fact]
    public void Only_the_scheme_that_is_known_counts() => Assert.Equal(
        SignatureCheck.Malformed, StripeSignature.Verify(Body, First.Replace("v1=", "v0=", StringComparison.Ordinal), ["whsec_first"], Now));

    [Theory]
    [InlineData(300, SignatureCheck.Valid)]
    [InlineData(301, SignatureCheck.Stale)]
    [InlineData(-300, SignatureCheck.Valid)]
    [InlineData(-301, SignatureCheck.Stale)]
    [InlineData(86_400, SignatureCheck.Stale)]
    internal void What_is_older_or_younger_than_five_minutes_is_stale(int seconds, SignatureCheck expected) =>
        Assert.Equal(expected, StripeSignature.Verify(Body, First, ["whsec_first"], Now.AddSeconds(seconds)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("t=1732190400")]
    [InlineData("v1=ba122a6ac6c20ce93e747ba1bc3f8f77b4553622d28652b070a777916e6ddbe8")]
    [InlineData("t=,v1=ba122a6ac6c20ce93e747ba1bc3f8f77b4553622d28652b070a777916e6ddbe8")]
    [InlineData("t=now,v1=ba122a6ac6c20ce93e747ba1bc3f8f77b4553622d28652b070a777916e6ddbe8")]
    [InlineData("t=-1732190400,v1=ba122a6ac6c20ce93e747ba1bc3f8f77b4553622d28652b070a777916e6ddbe8")]
    [InlineData("t=99999999999999999999999,v1=ba122a6ac6c20ce93e747ba1bc3f8f77b4553622d28652b070a777916e6ddbe8")]
    [InlineData("=,=,t,v1")]
    public void What_is_no_header_is_malformed(string? header) =>
        Assert.Equal(SignatureCheck.Malformed, StripeSignature.Verify(Body, header, ["whsec_first"], Now));
}
