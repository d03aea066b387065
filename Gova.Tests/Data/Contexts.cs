using Gova.Data;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Data;

/// <summary>Contexts on a test's database, as the services get them from their container.</summary>
internal sealed class Contexts(TestDatabase database) : IDbContextFactory<GovaDbContext>
{
    public GovaDbContext CreateDbContext() => database.CreateContext();
}
