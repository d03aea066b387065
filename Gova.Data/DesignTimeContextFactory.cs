using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Gova.Data;

/// <summary>Lets <c>dotnet ef</c> build the model; it connects to nothing.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<GovaDbContext>
{
    public GovaDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<GovaDbContext>().UseNpgsql("Host=localhost;Database=govadb").Options);
}
