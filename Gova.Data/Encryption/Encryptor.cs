using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Gova.Data.Encryption;

/// <summary>What rests in the database in place of a secret.</summary>
/// <param name="KeyId">Which key encrypted it; stored beside it.</param>
[SuppressMessage("Performance", "CA1819", Justification = "A column's value.")]
public readonly record struct EncryptedText(byte[] Bytes, string KeyId);

/// <summary>
/// Encrypts what must be read again (AES-256-GCM), with a key that has an id. Purpose and row are bound to it as associated
/// data: what is copied to another row, or read for another purpose, does not decrypt.
/// </summary>
public sealed class Encryptor
{
    private const byte Version = 1;
    private const int NonceSize = 12; // as the standard wants it
    private const int TagSize = 16;
    private const int Overhead = 1 + NonceSize + TagSize;

    private readonly Dictionary<string, byte[]> _keys;

    public Encryptor(IOptions<EncryptionOptions> options)
    {
        CurrentKey = options.Value.CurrentKey;
        // Secrets are text of any length; keys have 32 bytes that serve this alone.
        _keys = options.Value.Keys.ToDictionary(
            key => key.Key,
            key => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key.Value), 32, info: "gova encryption"u8.ToArray()),
            StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The id of the key that encrypts.</summary>
    public string CurrentKey { get; }

    /// <param name="purpose">One of <see cref="Purposes"/>.</param>
    /// <param name="row">The id of what it belongs to.</param>
    public EncryptedText Encrypt(string text, string purpose, Guid row)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var bytes = new byte[Overhead + plain.Length];
        bytes[0] = Version;
        var (nonce, cipher, tag) = Split(bytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_keys[CurrentKey], TagSize);
        aes.Encrypt(nonce, plain, cipher, tag, AssociatedData(CurrentKey, purpose, row));
        return new EncryptedText(bytes, CurrentKey);
    }

    /// <inheritdoc cref="Encrypt"/>
    /// <exception cref="CryptographicException">Its key is not configured, or it was not encrypted with it for this purpose and row.</exception>
    public string Decrypt(EncryptedText encrypted, string purpose, Guid row)
    {
        if (!_keys.TryGetValue(encrypted.KeyId, out var key))
        {
            throw new CryptographicException($"Encryption:Keys:{encrypted.KeyId} is missing: something is encrypted with it.");
        }

        if (encrypted.Bytes.Length < Overhead || encrypted.Bytes[0] != Version)
        {
            throw new CryptographicException("This is no encrypted text of a known version.");
        }

        var (nonce, cipher, tag) = Split(encrypted.Bytes);
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(nonce, cipher, tag, plain, AssociatedData(encrypted.KeyId, purpose, row));
        return Encoding.UTF8.GetString(plain);
    }

    private static Parts Split(Span<byte> bytes) => new(
        bytes.Slice(1, NonceSize), bytes[(1 + NonceSize)..^TagSize], bytes[^TagSize..]);

    private static byte[] AssociatedData(string keyId, string purpose, Guid row) =>
        Encoding.UTF8.GetBytes($"{Version}\n{keyId.ToLowerInvariant()}\n{purpose}\n{row:n}");

    private readonly ref struct Parts(Span<byte> nonce, Span<byte> cipher, Span<byte> tag)
    {
        private readonly Span<byte> _nonce = nonce;
        private readonly Span<byte> _cipher = cipher;
        private readonly Span<byte> _tag = tag;

        public void Deconstruct(out Span<byte> nonce, out Span<byte> cipher, out Span<byte> tag)
        {
            nonce = _nonce;
            cipher = _cipher;
            tag = _tag;
        }
    }
}
