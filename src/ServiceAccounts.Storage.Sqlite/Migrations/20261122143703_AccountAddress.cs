using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ServiceAccounts.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class AccountAddress : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_service_accounts_tenant_id_email",
                table: "service_accounts",
                columns: new[] { "tenant_id", "email" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_service_accounts_tenant_id_email",
                table: "service_accounts");
        }
    }
}
