using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ServiceAccounts.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ApiTokenRotation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "retiring_hash",
                table: "api_tokens",
                type: "BLOB",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "retiring_until",
                table: "api_tokens",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_api_tokens_retiring_hash",
                table: "api_tokens",
                column: "retiring_hash",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_api_tokens_retiring_hash",
                table: "api_tokens");

            migrationBuilder.DropColumn(
                name: "retiring_hash",
                table: "api_tokens");

            migrationBuilder.DropColumn(
                name: "retiring_until",
                table: "api_tokens");
        }
    }
}
