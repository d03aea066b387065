using Npgsql;

namespace Gova.Data.Audit;

/// <summary>
/// Takes what tells of a person out of the audit log. Services cannot change it, so a function of the owner does: that something
/// happened, when and to which moderator stays; names, addresses and contents go.
/// </summary>
public static class RedactAudit
{
    /// <summary>An account: its name, addresses, and what was changed about it.</summary>
    /// <returns>Entries changed.</returns>
    public static Task<int> AccountAsync(NpgsqlConnection connection, Guid userId, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, "SELECT gova_redact_audit_of_account($1)", [new() { Value = userId }], cancellationToken);

    /// <summary>
    /// A member of the moderator's community, where they are the target or, in Discord, the actor. The id becomes its SHA-256 in
    /// hexadecimal: who knows the id can still show that it was erased.
    /// </summary>
    /// <returns>Entries changed.</returns>
    public static Task<int> MemberAsync(
        NpgsqlConnection connection, Guid moderatorId, string platformUserId, CancellationToken cancellationToken) => ExecuteAsync(
        connection, "SELECT gova_redact_audit_of_member($1, $2)", [new() { Value = moderatorId }, new() { Value = platformUserId }],
        cancellationToken);

    private static async Task<int> ExecuteAsync(
        NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
