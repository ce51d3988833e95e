using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ServiceAccounts.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ApplicationNames : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "created_by_id",
                table: "applications",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "description",
                table: "applications",
                type: "TEXT",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "name",
                table: "applications",
                type: "TEXT",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "updated_at",
                table: "applications",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "updated_by_id",
                table: "applications",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "updated_at",
                table: "api_tokens",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "updated_by_id",
                table: "api_tokens",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_applications_tenant_id_created_at_id",
                table: "applications",
                columns: new[] { "tenant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_api_tokens_tenant_id_created_at_id",
                table: "api_tokens",
                columns: new[] { "tenant_id", "created_at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_applications_tenant_id_created_at_id",
                table: "applications");

            migrationBuilder.DropIndex(
                name: "IX_api_tokens_tenant_id_created_at_id",
                table: "api_tokens");

            migrationBuilder.DropColumn(
                name: "created_by_id",
                table: "applications");

            migrationBuilder.DropColumn(
                name: "description",
                table: "applications");

            migrationBuilder.DropColumn(
                name: "name",
                table: "applications");

            migrationBuilder.DropColumn(
                name: "updated_at",
                table: "applications");

            migrationBuilder.DropColumn(
                name: "updated_by_id",
                table: "applications");

            migrationBuilder.DropColumn(
                name: "updated_at",
                table: "api_tokens");

            migrationBuilder.DropColumn(
                name: "updated_by_id",
                table: "api_tokens");
        }
    }
}
