using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Gova.Data.Encryption;

namespace Gova.Api.Features.Actions;

/// <summary>
/// Tokens that fix a selection of actions, for one account and one moderator. The selection is inside, encrypted: nothing is
/// stored, and every api can read it.
/// </summary>
internal sealed class SelectionTokens(Encryptor encryptor, TimeProvider time)
{
    public const int MaxActions = 1_000;

    /// <summary>Long enough to read what was counted; who comes later counts again.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public (string Token, DateTimeOffset ExpiresAt) Create(Guid moderatorId, Guid userId, IReadOnlyList<Guid> actions)
    {
        var expiresAt = time.GetUtcNow() + Lifetime;
        var ids = new byte[actions.Count * 16];
        for (var i = 0; i < actions.Count; i++)
        {
            actions[i].TryWriteBytes(ids.AsSpan(i * 16));
        }

        var (bytes, keyId) = encryptor.Encrypt(
            JsonSerializer.Serialize(new Selection(userId, expiresAt, ids)), Purposes.ActionSelection, moderatorId);
        return ($"{Base64Url.EncodeToString(bytes)}.{keyId}", expiresAt);
    }

    /// <returns>Null when it is none of ours for this account and moderator, or is no longer good.</returns>
    public IReadOnlyList<Guid>? Read(string? token, Guid moderatorId, Guid userId)
    {
        if (token?.Split('.', 2) is not [var text, var keyId] || !Base64Url.IsValid(text))
        {
            return null;
        }

        try
        {
            var json = encryptor.Decrypt(new EncryptedText(Base64Url.DecodeFromChars(text), keyId), Purposes.ActionSelection, moderatorId);
            var selection = JsonSerializer.Deserialize<Selection>(json)!;
            return selection.UserId == userId && selection.ExpiresAt > time.GetUtcNow()
                ? [.. selection.Ids.Chunk(16).Select(id => new Guid(id))]
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed record Selection(Guid UserId, DateTimeOffset ExpiresAt, byte[] Ids);
}
