//! Sectors of providers: a fixed list, by which the authority counts.

use crate::words::words;

words! {
    /// What a provider mainly does.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Sector: as_word, from_word {
        /// Banks and payments.
        Finance = "finance",
        /// Insurance and pensions.
        Insurance = "insurance",
        /// Telephone, internet and television companies.
        Telecommunications = "telecommunications",
        /// Shops that sell over the internet alone or mainly.
        OnlineRetail = "online_retail",
        /// Supermarkets and groceries.
        Groceries = "groceries",
        /// Clothing, shoes and jewellery.
        Fashion = "fashion",
        /// Electronics, furniture and what else is for the house.
        Household = "household",
        /// Vehicles, their parts and fuel.
        Automotive = "automotive",
        /// Building, selling and letting property.
        Property = "property",
        /// Travel, hotels and transport of people.
        Travel = "travel",
        /// Restaurants and food that is brought.
        Food = "food",
        /// Hospitals, clinics and pharmacies.
        Health = "health",
        /// Beauty and sport.
        Beauty = "beauty",
        /// Schools, courses and universities.
        Education = "education",
        /// Newspapers, broadcasters, games and culture.
        Media = "media",
        /// Electricity, gas and water.
        Energy = "energy",
        /// Post, parcels and storage.
        Logistics = "logistics",
        /// Software, advertising and advice to companies.
        BusinessServices = "business_services",
        /// Making things.
        Industry = "industry",
        /// Foundations, associations and chambers.
        NonProfit = "non_profit",
        /// None of these.
        Other = "other",
    }
}
