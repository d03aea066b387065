using System.Security.Cryptography;
using System.Xml.Linq;
using Gova.Data.Accounts;
using Gova.Data.Connections;
using Gova.Data.Encryption;
using Gova.Data.Webhooks;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gova.Tests.Data.Encryption;

public sealed class RotateKeysTests(LocalServices services)
{
    private const int Accounts = 250;
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_is_encrypted_anew_and_reads_the_same_without_the_old_key()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await FillAsync(database, With("old", "old"));

        var counts = await RotateAsync(database, With("new", "old", "new"));

        Assert.Equal(
            [("platform_connections", Accounts), ("oauth_states", 1), ("webhook_endpoints", 1), ("data_protection_keys", 1)],
            counts.Select(count => (count.Table, count.Rotated)));
        Assert.All(counts, count => Assert.Equal(0, count.Unreadable));
        await AssertReadableAsync(database, With("new", "new"));
        Assert.All(await RotateAsync(database, With("new", "old", "new")), count => Assert.Equal(0, count.Rotated));
    }

    [Fact]
    public async Task A_rotation_that_was_interrupted_goes_on_where_it_was()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var rotated = With("new", "old", "new");
        await FillAsync(database, With("old", "old"));
        await using (var db = database.CreateContext())
        {
            // As if a first run had come so far.
            var connection = await db.PlatformConnections.OrderBy(c => c.ConnectionId).FirstAsync(Stop);
            var encrypted = rotated.Encrypt("access", Purposes.ConnectionAccessToken, connection.UserId);
            (connection.AccessToken, connection.RefreshToken, connection.KeyId) = (encrypted.Bytes, null, encrypted.KeyId);
            await db.SaveChangesAsync(Stop);
        }

        var counts = await RotateAsync(database, rotated);

        Assert.Equal(Accounts - 1, counts[0].Rotated);
        await AssertReadableAsync(database, With("new", "new"));
    }

    [Fact]
    public async Task What_no_key_reads_is_counted_and_left_and_the_rest_goes_on()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await FillAsync(database, With("old", "old"));
        await database.ScalarAsync<int>("UPDATE platform_connections SET key_id = 'lost' WHERE name IN ('0', '1', '240')", Stop);

        var counts = await RotateAsync(database, With("new", "old", "new"));

        Assert.Equal((Accounts - 3, 3), (counts[0].Rotated, counts[0].Unreadable));
        Assert.Equal(3, await database.ScalarAsync<long>("SELECT count(*) FROM platform_connections WHERE key_id = 'lost'", Stop));
    }

    [Fact]
    public async Task A_token_that_is_being_refreshed_is_no_reason_to_stop()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await FillAsync(database, With("old", "old"));
        await database.ScalarAsync<int>("UPDATE platform_connections SET access_token = '' WHERE name = '0'", Stop);

        var counts = await RotateAsync(database, With("new", "old", "new"));

        Assert.Equal((Accounts, 0), (counts[0].Rotated, counts[0].Unreadable));
        Assert.Equal(0, await database.ScalarAsync<int>("SELECT length(access_token) FROM platform_connections WHERE name = '0'", Stop));
    }

    private static async Task FillAsync(TestDatabase database, Encryptor encryptor)
    {
        var now = Samples.Now;
        var moderator = await Samples.AddModeratorAsync(database);
        await using var db = database.CreateContext();
        for (var i = 0; i < Accounts; i++)
        {
            var user = User.Register($"linked{i}", $"linked{i}@example.org", now);
            var access = encryptor.Encrypt("access", Purposes.ConnectionAccessToken, user.UserId);
            db.AddRange(user, new PlatformConnection
            {
                ConnectionId = Guid.CreateVersion7(now),
                UserId = user.UserId,
                Platform = "discord",
                PlatformUserId = $"{i}",
                Name = $"{i}",
                AccessToken = access.Bytes,
                // Some platforms give none.
                RefreshToken = i % 2 == 0 ? encryptor.Encrypt("refresh", Purposes.ConnectionRefreshToken, user.UserId).Bytes : null,
                KeyId = access.KeyId,
                LinkedAt = now,
                UpdatedAt = now,
                ExpiresAt = now,
            });
        }

        var endpointId = Guid.CreateVersion7(now);
        var secret = encryptor.Encrypt("secret", Purposes.WebhookSecret, endpointId);
        db.Add(new WebhookEndpoint
        {
            EndpointId = endpointId,
            ModeratorId = moderator.ModeratorId,
            Secret = secret.Bytes,
            PreviousSecret = encryptor.Encrypt("previous", Purposes.WebhookSecret, endpointId).Bytes,
            KeyId = secret.KeyId,
            CreatedBy = moderator.UserId,
            CreatedAt = now,
            UpdatedAt = now,
        });
        var verifier = encryptor.Encrypt("verifier", Purposes.OauthVerifier, moderator.UserId);
        db.Add(new OauthState
        {
            StateHash = SHA256.HashData("state"u8),
            UserId = moderator.UserId,
            Platform = "discord",
            CodeVerifier = verifier.Bytes,
            KeyId = verifier.KeyId,
            CreatedAt = now,
            ExpiresAt = now,
        });
        await db.SaveChangesAsync(Stop);
        var info = new KeyEncryptor(encryptor).Encrypt(new XElement("key", "value"));
        new PostgresKeyRepository(database.DataSource).StoreElement(new XElement("stored", info.EncryptedElement), "key-1");
    }

    private static async Task AssertReadableAsync(TestDatabase database, Encryptor encryptor)
    {
        await using var db = database.CreateContext();
        foreach (var c in await db.PlatformConnections.ToListAsync(Stop))
        {
            Assert.Equal("access", encryptor.Decrypt(new(c.AccessToken, c.KeyId), Purposes.ConnectionAccessToken, c.UserId));
            Assert.True(c.RefreshToken is null || encryptor.Decrypt(new(c.RefreshToken, c.KeyId), Purposes.ConnectionRefreshToken, c.UserId) == "refresh");
        }

        var endpoint = await db.WebhookEndpoints.SingleAsync(Stop);
        Assert.Equal("secret", encryptor.Decrypt(new(endpoint.Secret, endpoint.KeyId), Purposes.WebhookSecret, endpoint.EndpointId));
        Assert.Equal("previous", encryptor.Decrypt(new(endpoint.PreviousSecret!, endpoint.KeyId), Purposes.WebhookSecret, endpoint.EndpointId));
        var state = await db.OauthStates.SingleAsync(Stop);
        Assert.Equal("verifier", encryptor.Decrypt(new(state.CodeVerifier, state.KeyId), Purposes.OauthVerifier, state.UserId));
        var stored = Assert.Single(new PostgresKeyRepository(database.DataSource).GetAllElements());
        Assert.Equal("<key>value</key>", KeyXml.Decrypt(encryptor, KeyXml.Find(stored)!));
        Assert.DoesNotContain("value", stored.ToString(), StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<RotationCount>> RotateAsync(TestDatabase database, Encryptor encryptor) =>
        new RotateKeys(database.DataSource, encryptor, NullLogger<RotateKeys>.Instance).ExecuteAsync(Stop);

    private static Encryptor With(string current, params string[] keys)
    {
        var options = new EncryptionOptions { CurrentKey = current };
        foreach (var id in keys)
        {
            options.Keys.Add(id, $"a secret of thirty-two characters at least: {id}");
        }

        return new Encryptor(Options.Create(options));
    }
}
