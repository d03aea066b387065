using System.Security.Cryptography;
using Gova.Data.Encryption;
using Microsoft.Extensions.Options;

namespace Gova.Tests.Data.Encryption;

public sealed class EncryptorTests
{
    private const string Purpose = Purposes.WebhookSecret;
    private const string First = "the first secret of thirty-two characters";
    private const string Second = "the second secret of thirty-two characters";
    private static readonly Guid Row = Guid.NewGuid();

    [Theory]
    [InlineData("")]
    [InlineData("whsec_1234")]
    [InlineData("Grüße, 世界")]
    public void What_is_encrypted_can_be_read_again(string text)
    {
        var encryptor = With("a", ("a", First));

        var encrypted = encryptor.Encrypt(text, Purpose, Row);

        Assert.Equal("a", encrypted.KeyId);
        Assert.Equal(text, encryptor.Decrypt(encrypted, Purpose, Row));
        // Another process, with the same configuration.
        Assert.Equal(text, With("a", ("a", First)).Decrypt(encrypted, Purpose, Row));
    }

    [Fact]
    public void The_same_text_never_looks_the_same()
    {
        var encryptor = With("a", ("a", First));

        Assert.NotEqual(encryptor.Encrypt("text", Purpose, Row).Bytes, encryptor.Encrypt("text", Purpose, Row).Bytes);
    }

    [Fact]
    public void Another_key_purpose_or_row_does_not_read_it()
    {
        var encryptor = With("a", ("a", First), ("b", Second));
        var encrypted = encryptor.Encrypt("text", Purpose, Row);

        Refused(With("a", ("a", Second)), encrypted, Purpose, Row);
        Refused(encryptor, encrypted with { KeyId = "b" }, Purpose, Row);
        Refused(encryptor, encrypted, Purposes.ConnectionAccessToken, Row);
        Refused(encryptor, encrypted, Purpose, Guid.NewGuid());
    }

    [Fact]
    public void Rows_cannot_be_swapped()
    {
        var encryptor = With("a", ("a", First));
        var (mine, theirs) = (Guid.NewGuid(), Guid.NewGuid());
        var (ofMine, ofTheirs) = (encryptor.Encrypt("mine", Purpose, mine), encryptor.Encrypt("theirs", Purpose, theirs));

        Refused(encryptor, ofTheirs, Purpose, mine);
        Refused(encryptor, ofMine, Purpose, theirs);
    }

    [Fact]
    public void Every_changed_byte_is_noticed()
    {
        var encryptor = With("a", ("a", First));
        var encrypted = encryptor.Encrypt("text", Purpose, Row);

        for (var i = 0; i < encrypted.Bytes.Length; i++)
        {
            var changed = (byte[])encrypted.Bytes.Clone();
            changed[i] ^= 1;
            Refused(encryptor, encrypted with { Bytes = changed }, Purpose, Row);
            Refused(encryptor, encrypted with { Bytes = encrypted.Bytes[..i] }, Purpose, Row);
        }
    }

    [Fact]
    public void After_a_rotation_the_new_key_encrypts_and_the_old_one_still_reads()
    {
        var old = With("a", ("a", First)).Encrypt("text", Purpose, Row);
        var rotated = With("b", ("a", First), ("b", Second));

        Assert.Equal("b", rotated.Encrypt("text", Purpose, Row).KeyId);
        Assert.Equal("text", rotated.Decrypt(old, Purpose, Row));
        var gone = Assert.Throws<CryptographicException>(() => With("b", ("b", Second)).Decrypt(old, Purpose, Row));
        Assert.Contains("Encryption:Keys:a", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_or_weak_is_named()
    {
        Assert.Contains("Encryption:CurrentKey is missing", Complaint(new EncryptionOptions()), StringComparison.Ordinal);
        Assert.Contains("Encryption:Keys:a is missing", Complaint(new EncryptionOptions { CurrentKey = "a" }), StringComparison.Ordinal);
        Assert.Contains(
            "Encryption:Keys:a is too short", Complaint(new EncryptionOptions { CurrentKey = "a", Keys = { ["a"] = "short" } }), StringComparison.Ordinal);
    }

    private static string Complaint(EncryptionOptions options) => string.Join('\n', options.Validate(new(options)).Select(r => r.ErrorMessage));

    private static void Refused(Encryptor encryptor, EncryptedText encrypted, string purpose, Guid row) =>
        Assert.ThrowsAny<CryptographicException>(() => encryptor.Decrypt(encrypted, purpose, row));

    private static Encryptor With(string current, params (string Id, string Secret)[] keys)
    {
        var options = new EncryptionOptions { CurrentKey = current };
        foreach (var (id, secret) in keys)
        {
            options.Keys.Add(id, secret);
        }

        return new Encryptor(Options.Create(options));
    }
}
