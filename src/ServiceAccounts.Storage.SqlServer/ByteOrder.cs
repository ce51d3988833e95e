using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace ServiceAccounts.Storage.SqlServer;

/// <summary>Compares and orders text by its code units, in the database and in memory, whatever language the database was made for.</summary>
internal sealed class ByteOrder(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
{
    public const string Collation = "Latin1_General_100_BIN2";

    public override void Customize(ModelBuilder modelBuilder, DbContext context)
    {
        base.Customize(modelBuilder, context);

        // The database's own as well: that is what values have that come from a parameter in JSON form.
        modelBuilder.UseCollation(Collation);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            if ((property.GetProviderClrType() ?? property.ClrType) == typeof(string))
            {
                property.SetCollation(Collation);
            }

            // Otherwise the provider takes two keys that differ in case for one.
            if (property.ClrType == typeof(string))
            {
                property.SetValueComparer(new ValueComparer<string>(favorStructuralComparisons: false));
            }
        }
    }
}
